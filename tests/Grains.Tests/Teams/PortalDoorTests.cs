using Purser.Portal;

namespace Purser.Grains.Tests.Teams;

/// <summary>What gateways agree on to let people in, on a real PostgreSQL.</summary>
public sealed class PortalDoorTests(LedgerServer server)
{
    private static readonly DateTimeOffset Later = DateTimeOffset.Parse("2026-03-01T12:05:00Z");

    [Fact]
    public async Task A_link_is_used_once_whoever_asks_at_the_same_instant()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var link = Guid.NewGuid();

        var used = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Door(cluster).UseLink(new LinkUse(link, Guid.NewGuid(), Later))));

        Assert.Single(used, first => first);
    }

    [Fact]
    public async Task An_attempt_whose_answer_was_lost_is_still_the_first()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var use = new LinkUse(Guid.NewGuid(), Guid.NewGuid(), Later);

        Assert.True(await Door(cluster).UseLink(use));
        Assert.True(await Door(cluster).UseLink(use));
        Assert.False(await Door(cluster).UseLink(use with { AttemptId = Guid.NewGuid() }));
    }

    [Fact]
    public async Task All_get_the_same_key_and_it_is_made_once()
    {
        await using var cluster = await TeamCluster.StartAsync(server);

        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Door(cluster).GetKeys()));

        Assert.All(keys, each => Assert.Equal(Assert.Single(keys[0]).Secret, Assert.Single(each).Secret));
        Assert.Equal(32, keys[0][0].Secret.Length);
    }

    private static IPortalDoor Door(TeamCluster cluster) => cluster.Client.GetGrain<IPortalDoor>(0);
}
