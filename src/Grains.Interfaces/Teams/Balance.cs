namespace Purser.Teams;

/// <summary>A team's numbers right after an entry.</summary>
/// <param name="Remaining">What the pool has left in this cycle.</param>
/// <param name="Used">All debits of this cycle, from pool and extra, less their reversals.</param>
/// <param name="Total">The allowance of this cycle.</param>
/// <param name="Extra">The extra bucket.</param>
/// <param name="Version">The entry's sequence number.</param>
[GenerateSerializer, Immutable, Alias("purser.Balance")]
public readonly record struct Balance(Credits Remaining, Credits Used, Credits Total, Credits Extra, long Version);
