using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Options;
using Purser.Grains.Tests.Teams;
using Purser.History;

namespace Purser.Grains.Tests.History;

/// <summary>Summaries and cycles against a naive addition of all of a team's usage.</summary>
[Collection(UsageTeamTests.Name)]
public sealed class SummaryTests(UsageTeam usage)
{
    private TeamCluster Cluster => usage.Cluster;

    private UsageItem[] All => usage.All;

    [Theory]
    [InlineData(SummaryBy.Member)]
    [InlineData(SummaryBy.Action)]
    [InlineData(SummaryBy.Day)]
    [InlineData(SummaryBy.Job)]
    [InlineData(SummaryBy.Source)]
    [InlineData(SummaryBy.Bucket)]
    public async Task Of_every_cycle_it_adds_up_to_what_was_used_in_it(SummaryBy by)
    {
        foreach (var cycle in (await Cluster.History().GetCycles(new CyclesQuery()))!.Items)
        {
            var summary = await SumAsync(new SummaryQuery(by, Cycle: cycle.Start));

            Assert.Equal(cycle.UsedFromPool + cycle.UsedFromExtra, summary.Total);
            Assert.Equal(summary.Total.Count, summary.Groups.Sum(group => group.Credits.Count));
            Assert.Equal(Naive(All, by, item => item.CycleStart == cycle.Start), Groups(summary));
        }
    }

    [Fact]
    public async Task Of_any_time_it_counts_the_debits_of_that_time_and_their_reversals_whenever_they_came()
    {
        var at = All.ToDictionary(item => item.EntryId, item => item.At);
        await Gen.Select(UsageQueries.Any(All), Gen.Enum<SummaryBy>()).SampleAsync(
            async (query, by) =>
            {
                var summary = await SumAsync(new SummaryQuery(by, query.From ?? All[^1].At, query.To));

                Assert.Equal(
                    Naive(All, by, item => at[item.Reverses ?? item.EntryId] >= (query.From ?? All[^1].At) && (query.To is null || at[item.Reverses ?? item.EntryId] < query.To)),
                    Groups(summary));
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public async Task The_spending_of_every_cycle_adds_up_by_day_and_action_and_by_member()
    {
        foreach (var cycle in (await Cluster.History().GetCycles(new CyclesQuery()))!.Items)
        {
            var spending = (await Cluster.History().GetSpending(new SpendingOfCycle(cycle.Start)))!;

            Assert.Equal(
                Naive(All, SummaryBy.Day, item => item.CycleStart == cycle.Start).Select(day => (day.Key, day.Value.Item1)),
                spending.Days.GroupBy(day => day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Select(group => (group.Key, group.Sum(day => day.Credits.Count))));
            Assert.Equal((cycle.UsedFromPool + cycle.UsedFromExtra).Count, spending.Members.Sum(member => member.Credits.Count));
            foreach (var member in spending.Members)
            {
                var own = (await Cluster.History().GetSpending(new SpendingOfCycle(cycle.Start, member.MemberId)))!;
                Assert.Equal(member.Credits.Count, own.Days.Sum(day => day.Credits.Count));
                Assert.Equal(member.AutoBid.Count, own.Days.Where(day => day.Action.IsAutoBid()).Sum(day => day.Credits.Count));
            }
        }
    }

    [Fact]
    public async Task The_present_cycle_is_that_of_the_credits_document_and_of_its_members()
    {
        var statement = (await Cluster.Team().GetStatement())!;
        var summary = await SumAsync(new SummaryQuery(SummaryBy.Member));
        var present = (await Cluster.History().GetCycles(new CyclesQuery(Limit: 1)))!.Items[0];

        Assert.Equal(statement.Credits.Used, summary.Total);
        Assert.Equal(
            (statement.Credits.Cycle.Start, statement.Credits.Cycle.End, statement.Credits.Total, statement.Credits.UsedFromPool, statement.Credits.UsedFromExtra, statement.Credits.Status),
            (present.Start, present.End, present.Total, present.UsedFromPool, present.UsedFromExtra, present.Status));
        Assert.Equal(
            statement.Members.Where(member => member.Used > Credits.Zero).ToDictionary(member => member.MemberId.Value, member => member.Used),
            summary.Groups.ToDictionary(group => group.Key!, group => group.Credits));
    }

    [Fact]
    public async Task What_there_is_no_room_for_is_summed_up_as_others()
    {
        var whole = await SumAsync(new SummaryQuery(SummaryBy.Job, From: All[^1].At));
        var few = await SumAsync(new SummaryQuery(SummaryBy.Job, From: All[^1].At, Limit: 3));

        Assert.Equal(whole.Groups[..3], few.Groups);
        Assert.Equal(whole.Groups.Length - 3, few.Others.Groups);
        Assert.Equal(whole.Total.Count, few.Groups.Sum(group => group.Credits.Count) + few.Others.Credits.Count);
        Assert.Equal("No job", whole.Groups.Single(group => group.Key is null).Label);
    }

    [Fact]
    public async Task Cycles_come_newest_first_page_by_page()
    {
        var all = (await Cluster.History().GetCycles(new CyclesQuery()))!.Items;
        var first = (await Cluster.History().GetCycles(new CyclesQuery(Limit: 2)))!;
        var second = (await Cluster.History().GetCycles(new CyclesQuery(first.Next)))!;

        Assert.InRange(all.Length, 4, 9);
        Assert.Equal(all, first.Items.Concat(second.Items));
        Assert.Null(second.Next);
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.Start >= pair.Second.End));
        Assert.Contains(All, item => item is { Bucket: Bucket.Extra, Reverses: not null } && item.At > Ends(item.CycleStart));

        DateTimeOffset? Ends(DateTimeOffset start) => all.Single(cycle => cycle.Start == start).End;
    }

    [Fact]
    public async Task A_cycle_that_is_none_has_no_summary()
    {
        Assert.IsType<SummaryOutcome.NoSuchCycle>(await Cluster.History().Summarize(new SummaryQuery(SummaryBy.Day, Cycle: All[0].At)));
        Assert.IsType<SummaryOutcome.NoSuchTeam>(await Cluster.History("nobody").Summarize(new SummaryQuery(SummaryBy.Day)));
        Assert.Null(await Cluster.History("nobody").GetCycles(new CyclesQuery()));
    }

    [Fact]
    public async Task Blocks_are_kept_in_their_table_and_made_again_where_they_are_not()
    {
        await SumAsync(new SummaryQuery(SummaryBy.Action));
        var entries = await Cluster.CountAsync("team_id = 'acme'");
        Assert.Equal(entries / 1024, await BlocksAsync());

        // Somebody empties the table, and a silo that knows nothing of it looks for the first time.
        await Cluster.ScalarAsync("DELETE FROM purser.usage_block");
        using var elsewhere = new UsageBlocks(Cluster.Service<BlockStore>(), Cluster.Service<UsageLines>(), Options.Create(new HistoryOptions()));
        var summary = await new UsageSummaries(elsewhere).SumAsync((await Cluster.Team().GetStatement())!, new SummaryQuery(SummaryBy.Job, From: All[^1].At));

        Assert.Equal(Naive(All, SummaryBy.Job, _ => true), Groups(summary!));
        Assert.Equal(entries / 1024, await BlocksAsync());

        async Task<long> BlocksAsync() => (long)(await Cluster.ScalarAsync("SELECT count(*) FROM purser.usage_block WHERE team_id = 'acme'"))!;
    }

    private async Task<UsageSummary> SumAsync(SummaryQuery query) =>
        Assert.IsType<SummaryOutcome.Summed>(await Cluster.History().Summarize(query)).Summary;

    private static SortedDictionary<string, (long, long)> Groups(UsageSummary summary) => new(
        summary.Groups.ToDictionary(group => group.Key ?? "", group => (group.Credits.Count, group.Regenerations.Count)), StringComparer.Ordinal);

    private static SortedDictionary<string, (long, long)> Naive(UsageItem[] all, SummaryBy by, Func<UsageItem, bool> holds)
    {
        var byId = all.ToDictionary(item => item.EntryId);
        return new(
            all.Where(holds)
                .GroupBy(item => Key(by, item.Reverses is { } debit ? byId[debit] : item), StringComparer.Ordinal)
                .Select(group => (group.Key, Credits: -group.Sum(item => item.Amount.Count), Regenerations: -group.Where(item => item.Regeneration).Sum(item => item.Amount.Count)))
                .Where(group => group.Credits != 0)
                .ToDictionary(group => group.Key, group => (group.Credits, group.Regenerations)),
            StringComparer.Ordinal);
    }

    private static string Key(SummaryBy by, UsageItem item) => by switch
    {
        SummaryBy.Member => item.MemberId.Value,
        SummaryBy.Action => LedgerDetail.Word(item.Action),
        SummaryBy.Day => item.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        SummaryBy.Job => item.JobId?.Value ?? "",
        SummaryBy.Bucket => LedgerDetail.Word(item.Bucket),
        _ => item.Action is AiAction.AutoBid or AiAction.JobMatching ? "auto_bid" : "manual",
    };
}
