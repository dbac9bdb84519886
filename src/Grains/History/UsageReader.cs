using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Purser.Ledger;

namespace Purser.History;

/// <summary>Reads pages of a team's usage from the table.</summary>
internal sealed class UsageReader([FromKeyedServices(HistoryGrain.Reader)] LedgerReader ledger, UsageSearch search)
{
    /// <summary>Entries that are looked through one by one: a millisecond.</summary>
    private const int Near = 2048;

    /// <summary>A page, newest first; null where there is no such team.</summary>
    public async Task<UsagePage?> PageAsync(TeamId teamId, UsageQuery query)
    {
        var last = await ledger.LastSeqAsync(teamId);
        if (last == 0)
        {
            return null;
        }

        var from = query.From is { } start ? await ledger.SeekUsageAsync(teamId, start) : 1;
        var before = Math.Min(query.To is { } end ? await ledger.SeekUsageAsync(teamId, end) : last + 1, query.Before ?? last + 1);
        // One more than asked for tells whether there is a next page.
        var items = await ItemsAsync(teamId, query, from, before, query.Limit + 1);
        var page = items.Take(query.Limit).ToArray();
        await AddReversalsAsync(teamId, page);
        return new UsagePage(page, items.Count > query.Limit ? page[^1].EntryId : null);
    }

    /// <summary>
    /// What is found often is found among the newest entries: those are looked through as they are. What is not is looked up in
    /// the blocks, and only its rows are read.
    /// </summary>
    private async Task<List<UsageItem>> ItemsAsync(TeamId teamId, UsageQuery query, long from, long before, int most)
    {
        if (query is { Member: null, Action: null, Bucket: null, Regeneration: null, Job: null })
        {
            return await RowsAsync(UsageSql.Rows(teamId, query, from, before, most));
        }

        var near = Math.Max(from, before - Near);
        var items = near < before ? await RowsAsync(UsageSql.Rows(teamId, query, near, before, most)) : [];
        if (items.Count < most && near > from)
        {
            var found = await search.FindAsync(teamId, query, from, near, most - items.Count);
            items.AddRange(found.Count == 0 ? [] : await RowsAsync(UsageSql.Rows(teamId, found)));
        }

        return items;
    }

    private async Task<List<UsageItem>> RowsAsync((string Sql, NpgsqlParameter[] Parameters) question)
    {
        List<UsageItem> items = [];
        await foreach (var item in ledger.QueryAsync(question.Sql, question.Parameters, UsageSql.Read))
        {
            items.Add(item);
        }

        return items;
    }

    private async Task AddReversalsAsync(TeamId teamId, UsageItem[] page)
    {
        var places = new Dictionary<long, int>(page.Length);
        for (var place = 0; place < page.Length; place++)
        {
            if (page[place].Reverses is null)
            {
                places.Add(page[place].EntryId, place);
            }
        }

        if (places.Count == 0)
        {
            return;
        }

        var reversals = ledger.QueryAsync(
            UsageSql.Reversals,
            [LedgerReader.Parameter(teamId), LedgerReader.Parameter(places.Keys.ToArray())],
            static row => (Debit: row.GetInt64(0), Reversal: row.GetInt64(1)));
        await foreach (var (debit, reversal) in reversals)
        {
            page[places[debit]] = page[places[debit]] with { ReversedBy = reversal };
        }
    }
}
