using Purser.Teams;

namespace Purser.History;

/// <summary>
/// Reads of a team's past, from its durable entries; the grain's key is the team's id. They never stand in the way
/// of the team's debits.
/// </summary>
[Alias("purser.IHistoryGrain")]
public interface IHistoryGrain : IGrainWithStringKey
{
    /// <summary>Debits and reversals, newest first; null where there is no such team.</summary>
    [Alias("GetUsage")]
    Task<UsagePage?> GetUsage(UsageQuery query);

    /// <summary>The same in pages of up to <see cref="Limits.ExportPageSize"/> rows: for those who want them all.</summary>
    [Alias("ExportUsage")]
    Task<UsagePage?> ExportUsage(UsageQuery query);

    /// <summary>What was used, summed up.</summary>
    [Alias("Summarize")]
    Task<SummaryOutcome> Summarize(SummaryQuery query);

    /// <summary>
    /// Where the credits of a cycle went, day by day and member by member, in one look; null where there is no such team or cycle.
    /// </summary>
    [Alias("GetSpending")]
    Task<CycleSpending?> GetSpending(SpendingOfCycle query);

    /// <summary>The team's cycles with what was used in them, newest first; null where there is no such team.</summary>
    [Alias("GetCycles")]
    Task<CyclesPage?> GetCycles(CyclesQuery query);

    /// <summary>Entries of every kind, newest first; null where there is no such team.</summary>
    [Alias("GetEntries")]
    Task<LedgerPage?> GetEntries(LedgerQuery query);

    /// <summary>Entries of every kind that are durable by now, oldest first: for those who follow a team. Time is not let pass.</summary>
    [Alias("GetEntriesAfter")]
    Task<LedgerEntry[]> GetEntriesAfter(EntriesAfterQuery query);

    /// <summary>
    /// Recomputes the team from its entries alone and compares it with what is served; null where there is no such team.
    /// </summary>
    /// <remarks>It reads every entry, so it may take longer than other calls may.</remarks>
    [Alias("Audit"), ResponseTimeout("00:05:00")]
    Task<AuditReport?> Audit();
}

/// <summary>Which part of the usage history: what all of its conditions hold for.</summary>
/// <param name="Member">Only this member's.</param>
/// <param name="Action">Only this action.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
/// <param name="Before">Only entries before this one: the cursor. What arrives later comes before all pages, and moves none.</param>
/// <param name="Limit">1 to <see cref="Limits.PageSize"/> rows.</param>
/// <param name="Bucket">Only what came from here.</param>
/// <param name="Regeneration">Only regenerations, or only what is none.</param>
/// <param name="Job">Only for this job.</param>
[GenerateSerializer, Immutable, Alias("purser.UsageQuery")]
public sealed record UsageQuery(
    MemberId? Member = null,
    AiAction? Action = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    long? Before = null,
    int Limit = 50,
    Bucket? Bucket = null,
    bool? Regeneration = null,
    JobId? Job = null);

/// <summary>One page of usage.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
[GenerateSerializer, Immutable, Alias("purser.UsagePage")]
public sealed record UsagePage(UsageItem[] Items, long? Next);

/// <summary>A debit, or a reversal that points to its debit.</summary>
/// <param name="EntryId">The entry's sequence number.</param>
/// <param name="At">When it was decided.</param>
/// <param name="MemberId">Who spent.</param>
/// <param name="Action">On what.</param>
/// <param name="JobId">For which job, where there is one.</param>
/// <param name="Regeneration">Whether it was a regeneration.</param>
/// <param name="Bucket">Pool or extra.</param>
/// <param name="Amount">−1 for a debit; +1 for a reversal, or 0 where the debit's cycle was over.</param>
/// <param name="CycleStart">The start of the debit's cycle.</param>
/// <param name="Reverses">The debit that a reversal reverses; null for a debit.</param>
/// <param name="CycleClosed">A reversal whose credit went nowhere because the debit's cycle was over.</param>
/// <param name="Note">Why it was reversed, in the caller's words.</param>
/// <param name="HoldExpired">A reversal that nobody asked for: the debit was held and not confirmed in time.</param>
/// <param name="ReversedBy">The entry that gave a debit's credit back; null while none has.</param>
/// <param name="Imported">A debit of before, which was brought along from elsewhere.</param>
[GenerateSerializer, Immutable, Alias("purser.UsageItem")]
public sealed record UsageItem(
    long EntryId,
    DateTimeOffset At,
    MemberId MemberId,
    AiAction Action,
    JobId? JobId,
    bool Regeneration,
    Bucket Bucket,
    Credits Amount,
    DateTimeOffset CycleStart,
    long? Reverses,
    bool CycleClosed,
    string? Note,
    bool HoldExpired = false,
    long? ReversedBy = null,
    bool Imported = false);

/// <summary>A team recomputed from its entries alone, against what is served.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Ok">Whether nothing differs.</param>
/// <param name="Entries">How many entries were read.</param>
/// <param name="Version">The version both sides are of.</param>
/// <param name="Served">What is served; null when the entries are too damaged to serve the team at all.</param>
/// <param name="Recomputed">What the entries say; null when they cannot be folded.</param>
/// <param name="Differences">Where they differ; the first hundred.</param>
[GenerateSerializer, Immutable, Alias("purser.AuditReport")]
public sealed record AuditReport(
    TeamId TeamId,
    bool Ok,
    long Entries,
    long Version,
    Balance? Served,
    Balance? Recomputed,
    AuditDifference[] Differences);

/// <summary>One thing that is not what the entries say.</summary>
/// <param name="EntryId">The entry it was seen at; null for the served state.</param>
/// <param name="What">What differs, e.g. <c>remaining</c> or <c>members.anna.used</c>.</param>
/// <param name="Expected">By the entries.</param>
/// <param name="Actual">As recorded or served.</param>
[GenerateSerializer, Immutable, Alias("purser.AuditDifference")]
public sealed record AuditDifference(long? EntryId, string What, string Expected, string Actual);
