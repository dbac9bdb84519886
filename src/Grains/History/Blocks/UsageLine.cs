namespace Purser.History.Blocks;

/// <summary>What usage has to know of an entry.</summary>
/// <param name="Seq">Its sequence number.</param>
/// <param name="At">When it was decided, in microseconds since 1970.</param>
/// <param name="Kind">What it is.</param>
/// <param name="MemberId">Who spent; null where nobody did.</param>
/// <param name="JobId">For which job, if any.</param>
/// <param name="Debit">The debit that a reversal reverses; else 0.</param>
/// <param name="LeavesNothing">Whether after it nothing is left to spend.</param>
/// <param name="Turn">What else it changes in the course of the cycles; null for nearly all entries.</param>
internal readonly record struct UsageLine(long Seq, long At, UsageKind Kind, string? MemberId, string? JobId, long Debit, bool LeavesNothing, Turn? Turn);

/// <summary>An entry that cycles are told by: one starts with it, or it changes what is said of the one that is.</summary>
/// <param name="Seq">Its sequence number.</param>
/// <param name="Kind">Its kind in the ledger.</param>
/// <param name="CycleStart">The start of the cycle that it starts or belongs to, in microseconds since 1970.</param>
internal readonly record struct Turn(long Seq, short Kind, long CycleStart);
