using Microsoft.Extensions.DependencyInjection;
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

    private string TeamId => this.GetPrimaryKeyString();

    /// <inheritdoc />
    public async Task<UsagePage?> GetUsage(UsageQuery query)
    {
        Arguments.Check(query);
        var (sql, parameters) = UsageSql.For(TeamId, query);
        List<UsageItem> items = [];
        await foreach (var entry in reader.QueryAsync(sql, parameters))
        {
            items.Add(Item(entry));
        }

        if (items.Count == 0 && await reader.LastSeqAsync(TeamId) == 0)
        {
            return null;
        }

        if (items.Count <= query.Limit)
        {
            return new UsagePage([.. items], Next: null);
        }

        items.RemoveAt(query.Limit);
        return new UsagePage([.. items], items[^1].EntryId);
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
            reversed?.Note);
    }
}
