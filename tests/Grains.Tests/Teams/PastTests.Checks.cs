using CsCheck;
using Purser.Grains.Tests.History;
using Purser.History;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>What a past that was told must have come to, said anew from the rules.</summary>
public sealed partial class PastTests
{
    private static async Task AssertIsAsync(TeamCluster cluster, string id, PastDebit[] rows)
    {
        var statement = (await cluster.Team(id).GetStatement())!;
        var present = statement.Credits.Cycle.Start;
        var allowance = (int)statement.Credits.Total.Count;
        var expected = Expected(rows, present, allowance);
        var usage = await cluster.AllUsageAsync(new UsageQuery(Limit: 200), id);
        usage.Reverse();

        Assert.Equal(expected, usage.Select(item => (item.At, item.MemberId, item.Action, item.JobId, item.Regeneration, item.Bucket, item.CycleStart)));
        Assert.All(usage, item => Assert.True(item.Imported));
        var ofPresent = expected.Where(row => row.CycleStart == present).ToList();
        Assert.Equal(ofPresent.Count, statement.Credits.Used.Count);
        Assert.Equal(Extra - ofPresent.Count(row => row.Bucket is Bucket.Extra), statement.Credits.Extra.Count);
        Assert.All(statement.Members, member => Assert.Equal(ofPresent.Count(row => row.MemberId == member.MemberId), member.Used.Count));
        var audit = (await cluster.History(id).Audit())!;
        Assert.True(audit.Ok, string.Join("; ", audit.Differences.AsEnumerable()));
        await AssertCyclesAsync(cluster, id, expected, present, allowance);
        await AssertTimesAsync(cluster, id, usage);
    }

    private static async Task AssertCyclesAsync(
        TeamCluster cluster, string id, List<(DateTimeOffset At, MemberId MemberId, AiAction Action, JobId? JobId, bool Regeneration, Bucket Bucket, DateTimeOffset CycleStart)> expected, DateTimeOffset present, int allowance)
    {
        var cycles = (await cluster.History(id).GetCycles(new CyclesQuery()))!.Items;
        var counted = expected.GroupBy(row => row.CycleStart).ToDictionary(cycle => cycle.Key, cycle => cycle.ToList());
        counted.TryAdd(present, []);
        Assert.Equal(
            counted.OrderByDescending(cycle => cycle.Key).Select(cycle => (
                cycle.Key,
                (long)(cycle.Key == present ? allowance : Math.Max(allowance, cycle.Value.Count)),
                (long)cycle.Value.Count(row => row.Bucket is Bucket.Pool),
                (long)cycle.Value.Count(row => row.Bucket is Bucket.Extra))),
            cycles.Select(cycle => (cycle.Start, cycle.Total.Count, cycle.UsedFromPool.Count, cycle.UsedFromExtra.Count)));
        Assert.All(cycles.Zip(cycles.Skip(1)), pair => Assert.True(pair.First.Start >= pair.Second.End));
        foreach (var (start, by) in counted.Keys.SelectMany(start => Enum.GetValues<SummaryBy>().Select(by => (start, by))))
        {
            var summary = Assert.IsType<SummaryOutcome.Summed>(await cluster.History(id).Summarize(new SummaryQuery(by, Cycle: start))).Summary;
            Assert.Equal(counted[start].Count, summary.Total.Count);
            Assert.Equal(summary.Total.Count, summary.Groups.Sum(group => group.Credits.Count));
        }
    }

    private static async Task AssertTimesAsync(TeamCluster cluster, string id, List<UsageItem> usage)
    {
        foreach (var item in usage.Where((_, n) => n % (1 + (usage.Count / 7)) == 0))
        {
            var (from, to) = (item.At, item.At.AddDays(9));
            var between = usage.Count(one => one.At >= from && one.At < to);
            Assert.Equal(between, (await cluster.AllUsageAsync(new UsageQuery(From: from, To: to, Limit: 200), id)).Count);
            foreach (var by in new[] { SummaryBy.Day, SummaryBy.Member })
            {
                var summary = Assert.IsType<SummaryOutcome.Summed>(await cluster.History(id).Summarize(new SummaryQuery(by, from, to))).Summary;
                Assert.Equal(between, summary.Total.Count);
            }
        }
    }

    /// <summary>What the rules say of these rows: of the present cycle from the pool, then from extra, then none.</summary>
    private static List<(DateTimeOffset At, MemberId MemberId, AiAction Action, JobId? JobId, bool Regeneration, Bucket Bucket, DateTimeOffset CycleStart)> Expected(
        PastDebit[] rows, DateTimeOffset present, int allowance)
    {
        List<(DateTimeOffset, MemberId, AiAction, JobId?, bool, Bucket, DateTimeOffset)> expected = [];
        var (pool, extra) = (allowance, Extra);
        foreach (var row in rows)
        {
            var months = 0;
            while (present.AddMonths(-months) > row.At)
            {
                months++;
            }

            var bucket = months > 0 || pool-- > 0 ? Bucket.Pool : Bucket.Extra;
            if (bucket is Bucket.Pool || extra-- > 0)
            {
                expected.Add((row.At, row.MemberId, row.Action, row.JobId, row.Regeneration, bucket, present.AddMonths(-months)));
            }
        }

        return expected;
    }
}
