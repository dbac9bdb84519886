using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Concurrency;
using Purser.Accounts;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.History;

/// <summary>Reads a team's past from the table, beside the team's own grain.</summary>
[StatelessWorker, Reentrant]
internal sealed class HistoryGrain([FromKeyedServices(HistoryGrain.Reader)] LedgerReader reader, UsageReader usage, UsageSummaries summaries, Cycles cycles)
    : Grain, IHistoryGrain
{
    /// <summary>The key of the reader with connections of its own.</summary>
    public const string Reader = "history";

    private TeamId TeamId => this.GetTeamId();

    /// <inheritdoc />
    public Task<UsagePage?> GetUsage(UsageQuery query)
    {
        Arguments.Check(query, Limits.PageSize);
        return UsageAsync(query);
    }

    /// <inheritdoc />
    public Task<UsagePage?> ExportUsage(UsageQuery query)
    {
        Arguments.Check(query, Limits.ExportPageSize);
        return UsageAsync(query);
    }

    /// <inheritdoc />
    public async Task<SummaryOutcome> Summarize(SummaryQuery query)
    {
        Arguments.Check(query);
        return await GrainFactory.GetGrain<ITeamGrain>(TeamId).GetStatement() is not { } team ? new SummaryOutcome.NoSuchTeam()
            : await summaries.SumAsync(team, query) is { } summary ? new SummaryOutcome.Summed(summary)
            : new SummaryOutcome.NoSuchCycle();
    }

    /// <inheritdoc />
    public async Task<CycleSpending?> GetSpending(SpendingOfCycle query) =>
        await GrainFactory.GetGrain<ITeamGrain>(TeamId).GetStatement() is { } team ? await summaries.SpendingAsync(team, query) : null;

    /// <inheritdoc />
    public async Task<CyclesPage?> GetCycles(CyclesQuery query)
    {
        Arguments.Check(query);
        await LetTimePassAsync();
        return await cycles.PageAsync(TeamId, query);
    }

    /// <inheritdoc />
    public async Task<LedgerPage?> GetEntries(LedgerQuery query)
    {
        Arguments.Check(query);
        await LetTimePassAsync();
        var items = await EntriesAsync(LedgerSql.For(TeamId, query));
        if (items.Count == 0 && await reader.LastSeqAsync(TeamId) == 0)
        {
            return null;
        }

        var page = items.Take(query.Limit).ToArray();
        return new LedgerPage(page, items.Count > query.Limit ? page[^1].EntryId : null);
    }

    /// <inheritdoc />
    public async Task<LedgerEntry[]> GetEntriesAfter(EntriesAfterQuery query)
    {
        Arguments.Check(query);
        return [.. await EntriesAsync(LedgerSql.For(TeamId, query))];
    }

    /// <inheritdoc />
    public async Task<AuditReport?> Audit()
    {
        TeamStatement? served;
        try
        {
            served = await GrainFactory.GetGrain<ITeamGrain>(TeamId).GetStatement();
            if (served is null)
            {
                return null;
            }
        }
        catch (AccountBrokenException)
        {
            // A ledger too damaged to serve the team from is the very thing to be told by an audit.
            served = null;
        }

        var audit = new TeamAudit(TeamId, served);
        try
        {
            await foreach (var (entry, recorded) in reader.ReadUpToAsync(TeamId, served?.Credits.Version ?? long.MaxValue))
            {
                audit.Take(entry, recorded);
            }
        }
        catch (AccountBrokenException unreadable)
        {
            audit.Break(unreadable.Message);
        }

        return audit.Report();
    }

    private async Task<List<LedgerEntry>> EntriesAsync((string Sql, NpgsqlParameter[] Parameters) question)
    {
        List<LedgerEntry> entries = [];
        await foreach (var entry in reader.QueryAsync(question.Sql, question.Parameters))
        {
            entries.Add(LedgerEntries.Of(entry));
        }

        return entries;
    }

    private async Task<UsagePage?> UsageAsync(UsageQuery query)
    {
        await LetTimePassAsync();
        return await usage.PageAsync(TeamId, query);
    }

    /// <summary>What time has done to the team until now is in the table before that is read.</summary>
    private async Task LetTimePassAsync()
    {
        try
        {
            await GrainFactory.GetGrain<ITeamTime>(TeamId).LetPass();
        }
        catch (AccountBrokenException)
        {
            // What a damaged ledger says can be read all the same.
        }
    }
}
