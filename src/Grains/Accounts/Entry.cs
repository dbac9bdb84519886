using Purser.Teams;

namespace Purser.Accounts;

/// <summary>One immutable row of a team's ledger: what happened, when, and the team's numbers right after it.</summary>
/// <param name="At">When it was decided; never before the entry before it. Microseconds, as PostgreSQL keeps them.</param>
/// <param name="CycleStart">The start of the cycle it belongs to; a reversal belongs to its debit's.</param>
/// <param name="Event">What happened.</param>
/// <param name="Key">The idempotency key of the request that caused it, if it had one.</param>
/// <param name="Balance">The numbers after it; its version is the entry's sequence number.</param>
public sealed record Entry(DateTimeOffset At, DateTimeOffset CycleStart, TeamEvent Event, string? Key, Balance Balance)
{
    /// <summary>The entry's place in the team's ledger, from 1 without a gap.</summary>
    public long Seq => Balance.Version;
}
