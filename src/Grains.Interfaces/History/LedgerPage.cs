using Purser.Teams;

namespace Purser.History;

/// <summary>Which part of the ledger.</summary>
/// <param name="Before">Only entries before this one: the cursor.</param>
/// <param name="Limit">1 to <see cref="Limits.PageSize"/> entries.</param>
/// <param name="OnlyGrants">Only <see cref="LedgerEntry.ExtraGranted"/> and <see cref="LedgerEntry.PackClaimed"/>.</param>
[GenerateSerializer, Immutable, Alias("purser.LedgerQuery")]
public sealed record LedgerQuery(long? Before = null, int Limit = 50, bool OnlyGrants = false);

/// <summary>Which entries come next.</summary>
/// <param name="After">The last one known.</param>
/// <param name="UpTo">None after this one.</param>
/// <param name="Limit">1 to <see cref="Limits.PageSize"/> entries.</param>
[GenerateSerializer, Immutable, Alias("purser.EntriesAfterQuery")]
public sealed record EntriesAfterQuery(long After, long UpTo, int Limit = Limits.PageSize);

/// <summary>One page of the ledger.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
[GenerateSerializer, Immutable, Alias("purser.LedgerPage")]
public sealed record LedgerPage(LedgerEntry[] Items, long? Next);

/// <summary>An entry as it is shown to people.</summary>
/// <param name="EntryId">Its sequence number.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Kind">What happened, in snake_case.</param>
/// <param name="Bucket">Which bucket it moved; null when it moved none.</param>
/// <param name="Amount">What it moved in, or below zero out.</param>
/// <param name="CycleStart">The start of the cycle it belongs to, a reversal to its debit's; null before the first cycle.</param>
/// <param name="Debit">The debit that it is or reverses; null for every other kind.</param>
/// <param name="Detail">The event's own facts as a JSON object; null for a debit, which has none.</param>
/// <param name="Balance">The numbers after it.</param>
[GenerateSerializer, Immutable, Alias("purser.LedgerEntry")]
public sealed record LedgerEntry(
    long EntryId,
    DateTimeOffset At,
    string Kind,
    Bucket? Bucket,
    Credits Amount,
    DateTimeOffset? CycleStart,
    LedgerDebit? Debit,
    string? Detail,
    Balance Balance)
{
    /// <summary>The kind of a grant by an operator.</summary>
    public const string ExtraGranted = "extra_granted";

    /// <summary>The kind of a refund's or dispute's claim on a pack.</summary>
    public const string PackClaimed = "pack_claimed";
}

/// <summary>What a credit was spent on.</summary>
/// <param name="MemberId">Who spent it.</param>
/// <param name="Action">On what.</param>
/// <param name="JobId">For which job, where there is one.</param>
/// <param name="Regeneration">Whether it was a regeneration.</param>
/// <param name="Reverses">The debit's entry, for a reversal; null for the debit itself.</param>
[GenerateSerializer, Immutable, Alias("purser.LedgerDebit")]
public sealed record LedgerDebit(MemberId MemberId, AiAction Action, JobId? JobId, bool Regeneration, long? Reverses);
