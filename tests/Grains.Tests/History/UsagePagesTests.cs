using CsCheck;
using Purser.Grains.Tests.Teams;
using Purser.History;

namespace Purser.Grains.Tests.History;

/// <summary>Pages of usage against a naive walk through all of it.</summary>
[Collection(UsageTeamTests.Name)]
public sealed class UsagePagesTests(UsageTeam usage)
{
    private TeamCluster Cluster => usage.Cluster;

    private UsageItem[] All => usage.All;

    [Fact]
    public void Reversals_and_expired_holds_are_there_each_beside_its_debit()
    {
        Assert.Contains(All, item => item is { HoldExpired: true });
        Assert.Contains(All, item => item is { CycleClosed: true });
        Assert.All(All.Where(item => item.Reverses is not null), reversal =>
            Assert.Equal(reversal.EntryId, All.Single(item => item.EntryId == reversal.Reverses).ReversedBy));
        Assert.Equal(All.Count(item => item.Reverses is not null), All.Count(item => item.ReversedBy is not null));
    }

    [Fact]
    public async Task Whatever_is_asked_for_comes_and_nothing_else()
    {
        await UsageQueries.Any(All).SampleAsync(
            async query =>
            {
                var pages = await Cluster.AllUsageAsync(query with { Before = All[0].EntryId + 1 });
                Assert.Equal(All.Where(query.Holds), pages);
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public async Task Cursors_stay_right_while_entries_arrive()
    {
        var first = (await Cluster.History().GetUsage(new UsageQuery(Limit: 5)))!;
        var entry = (await Cluster.Team().Debit("later")).Debited().Receipt.EntryId;
        var second = (await Cluster.History().GetUsage(new UsageQuery(Before: first.Next, Limit: 5)))!;
        await Cluster.Team().Reverse(entry, note: null);

        var ids = first.Items.Concat(second.Items).Select(item => item.EntryId).ToArray();
        Assert.Equal(10, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(id < entry));
    }
}
