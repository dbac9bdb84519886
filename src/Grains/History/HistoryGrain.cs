using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Concurrency;
using Purser.Accounts;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.History;

/// <summary>Reads a team's past from the table, beside the team's own grain.</summary>
[StatelessWorker, Reentrant]
internal sealed class HistoryGrain([FromKeyedServices(HistoryGrain.Reader)] LedgerReader reader) : Grain, IHistoryGrain
{
    /// <summary>The key of the reader with connections of its own.</summary>
    public const string Reader = "history";

    private TeamId TeamId => this.GetTeamId();

    /// <inheritdoc />
    public async Task<UsagePage?> GetUsage(UsageQuery query)
    {
        Arguments.Check(query);
        await LetTimePassAsync();
        return await PageAsync(UsageSql.For(TeamId, query), query.Limit, Item) is var (items, hasMore)
            ? new UsagePage(items, hasMore ? items[^1].EntryId : null)
            : null;
    }

    /// <inheritdoc />
    public async Task<LedgerPage?> GetEntries(LedgerQuery query)
    {
        Arguments.Check(query);
        await LetTimePassAsync();
        return await PageAsync(LedgerSql.For(TeamId, query), query.Limit, LedgerEntries.Of) is var (items, hasMore)
            ? new LedgerPage(items, hasMore ? items[^1].EntryId : null)
            : null;
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

    /// <summary>A page of a question that asks for one row more than fits; null where there is no such team.</summary>
    private async Task<(T[] Items, bool HasMore)?> PageAsync<T>(
        (string Sql, NpgsqlParameter[] Parameters) question, int limit, Func<Entry, T> show)
    {
        List<T> items = [];
        await foreach (var entry in reader.QueryAsync(question.Sql, question.Parameters))
        {
            items.Add(show(entry));
        }

        if (items.Count == 0 && await reader.LastSeqAsync(TeamId) == 0)
        {
            return null;
        }

        return ([.. items.Take(limit)], items.Count > limit);
    }

    private static UsageItem Item(Entry entry)
    {
        var reversed = entry.Event as TeamEvent.Reversed;
        var debit = reversed?.Of ?? (TeamEvent.Debited)entry.Event;
        return new UsageItem(
            entry.Seq,
            entry.At,
            debit.MemberId,
            debit.Action,
            debit.JobId,
            debit.Regeneration,
            debit.Bucket,
            entry.Event.Movement!.Value.Amount,
            entry.CycleStart,
            reversed?.Debit,
            CycleClosed: reversed is not null && reversed.Amount == Credits.Zero,
            reversed?.Note,
            HoldExpired: reversed is { HoldExpired: true });
    }
}
