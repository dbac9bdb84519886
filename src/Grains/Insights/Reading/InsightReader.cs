using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Purser.History;
using Purser.Ledger;

namespace Purser.Insights.Reading;

/// <summary>Reads a team's use from the ledger: columns, row by row, over connections that debits never wait for.</summary>
internal sealed class InsightReader([FromKeyedServices(HistoryGrain.Reader)] LedgerReader ledger)
{
    /// <summary>Most entries that are looked at: the newest. 500,000: some 100 MB of the table, and a second.</summary>
    private const long MostEntries = 500_000;

    /// <summary>The entry to read from, and since when it looks: an instant, or for very large teams a later one.</summary>
    public async Task<(long Seq, DateTimeOffset At)> SeekAsync(TeamId team, DateTimeOffset from)
    {
        var first = await ledger.SeekUsageAsync(team, from);
        (long Seq, DateTimeOffset At) bound = (first, from);
        await ledger.ReadAsync(InsightSql.Newest, InsightSql.Parameters(team, MostEntries), row =>
            bound = row.GetInt64(0) > first ? (row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1)) : bound);
        return bound;
    }

    /// <summary>When credits were used from an entry on.</summary>
    public async Task<List<QuarterOfUse>> QuartersAsync(TeamId team, long from)
    {
        List<QuarterOfUse> quarters = [];
        await ledger.ReadAsync(InsightSql.Quarters, InsightSql.Parameters(team, from), row => quarters.Add(
            new QuarterOfUse(QuarterOfUse.NumberOf(row.GetFieldValue<DateTimeOffset>(0)), row.GetInt32(1), row.GetBoolean(2))));
        return quarters;
    }

    /// <summary>What credits went on from an entry on, and who the members in it are; actions that no cause is about are left out.</summary>
    public async Task<(UseFacts Facts, IReadOnlyList<MemberId> Members)> FactsAsync(TeamId team, long from)
    {
        var facts = new UseFacts();
        var members = new MemberPlaces();
        await ledger.ReadAsync(InsightSql.Rows, InsightSql.Parameters(team, from), row => facts.Take(Row(row, members)));
        var ids = await TextsAsync(InsightSql.Members, team, members.Entries);
        return (facts, [.. members.Entries.Select(entry => MemberId.Parse(ids[entry]))]);
    }

    /// <summary>The jobs that some entries are about, by the entry.</summary>
    public async Task<Dictionary<long, JobId>> JobsAsync(TeamId team, IEnumerable<long> seqs) =>
        (await TextsAsync(InsightSql.Jobs, team, seqs)).ToDictionary(job => job.Key, job => JobId.Parse(job.Value));

    private async Task<Dictionary<long, string>> TextsAsync(string sql, TeamId team, IEnumerable<long> seqs)
    {
        var texts = new Dictionary<long, string>();
        await ledger.ReadAsync(sql, InsightSql.Parameters(team, seqs.ToArray()), row => texts.Add(row.GetInt64(0), row.GetString(1)));
        return texts;
    }

    private static UseRow Row(NpgsqlDataReader row, MemberPlaces members)
    {
        var (seq, reverses) = (row.GetInt64(0), row.GetInt64(5));
        return new UseRow(
            seq, row.GetFieldValue<DateTimeOffset>(1), members.PlaceOf(row.GetInt64(2), seq), (AiAction)row.GetInt16(3), row.GetInt64(6), row.GetBoolean(4),
            reverses == 0 ? null : reverses);
    }

    /// <summary>Members as numbers, told apart by a hash; each with an entry of theirs, by which the id is found.</summary>
    private sealed class MemberPlaces
    {
        private readonly Dictionary<long, int> places = [];
        private readonly List<long> entries = [];

        public IReadOnlyList<long> Entries => entries;

        public int PlaceOf(long hash, long entry)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, hash, out var known);
            if (!known)
            {
                place = entries.Count;
                entries.Add(entry);
            }

            return place;
        }
    }
}
