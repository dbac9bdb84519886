using Purser.History;

namespace Purser.Gateway.Tests;

/// <summary>Its past: what it was asked for, and as much of an answer as the gateway's tests need.</summary>
internal sealed partial class FakeTeam : IHistoryGrain
{
    public UsageQuery? LastQuery { get; private set; }

    public Task<UsagePage?> ExportUsage(UsageQuery query) => GetUsage(query with { Limit = 2 });

    public Task<UsagePage?> GetUsage(UsageQuery query) => CallAsync(() =>
    {
        LastQuery = query;
        if (opened is null)
        {
            return null;
        }

        var rows = usage.Where(item => query.Before is null || item.EntryId < query.Before).Reverse().ToArray();
        return new UsagePage(rows[..Math.Min(query.Limit, rows.Length)], rows.Length > query.Limit ? rows[query.Limit - 1].EntryId : null);
    });

    public SummaryQuery? LastSummary { get; private set; }

    public Task<SummaryOutcome> Summarize(SummaryQuery query) => CallAsync<SummaryOutcome>(() =>
    {
        LastSummary = query;
        return opened is null ? new SummaryOutcome.NoSuchTeam()
            : query.Cycle is { } cycle && cycle != Start ? new SummaryOutcome.NoSuchCycle()
            : new SummaryOutcome.Summed(new UsageSummary(
                [new UsageGroup("anna", "Anna", new(5), new(1)), new UsageGroup(null, "No job", new(1), new(0))], new OtherGroups(2, new(3), new(1)), new(9), 12));
    });

    public Task<CycleSpending?> GetSpending(SpendingOfCycle query) => CallAsync(() =>
        opened is null || (query.Cycle is { } cycle && cycle != Start) ? null : new CycleSpending(
            [.. usage.Where(item => item.Reverses is null && (query.Member is null || item.MemberId == query.Member))
                .GroupBy(item => (Day: DateOnly.FromDateTime(item.At.UtcDateTime), item.Action))
                .Select(group => new DaySpending(group.Key.Day, group.Key.Action, new(group.Count())))],
            [.. usage.Where(item => item.Reverses is null).GroupBy(item => item.MemberId)
                .Select(group => new MemberSpending(group.Key, new(group.Count()), new(group.Count(item => item.Action.IsAutoBid()))))],
            version));

    public Task<CyclesPage?> GetCycles(CyclesQuery query) => CallAsync(() => opened is null ? null : new CyclesPage(
        [new CycleTotals(Start, query.Before is null ? null : Start.AddDays(31), new(total), new(4), new(1), TeamStatus.PastDue)],
        query.Before is null ? 7 : null));

    /// <summary>The entries beside the debits, newest first.</summary>
    public List<LedgerEntry> Entries { get; } = [];

    public LedgerQuery? LastLedgerQuery { get; private set; }

    public Task<LedgerPage?> GetEntries(LedgerQuery query) => CallAsync(() =>
    {
        LastLedgerQuery = query;
        var rows = Entries.Where(entry => entry.EntryId < (query.Before ?? long.MaxValue)
            && (!query.OnlyGrants || entry.Kind is LedgerEntry.ExtraGranted or LedgerEntry.PackClaimed)).ToArray();
        return opened is null ? null : new LedgerPage(
            rows[..Math.Min(query.Limit, rows.Length)], rows.Length > query.Limit ? rows[query.Limit - 1].EntryId : null);
    });

    public Task<AuditReport?> Audit() => CallAsync(() => opened is null
        ? null
        : new AuditReport(teamId, Ok: false, version, version, Balance, Balance,
            [new AuditDifference(2, "remaining", "750", "749"), new AuditDifference(null, "members.anna.used", "1", "2")]));
}
