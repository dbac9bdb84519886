using Purser.Client;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Events;

/// <summary>Who follows a team sees each entry once and in order, whatever dies meanwhile.</summary>
public abstract class FollowingTests(RunningCluster cluster)
{
    private const int Teams = 8;
    private const int Rounds = 20;

    /// <summary>Whether the gateway goes along with the silo.</summary>
    protected abstract bool GatewaysDie { get; }

    [Fact]
    public async Task Two_that_follow_a_team_through_two_gateways_see_each_entry_once_and_in_order_though_a_silo_is_killed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var teams = await cluster.OpenTeamsAsync("followed", Teams, seats: 10);
        var followers = teams.SelectMany(team => new[] { 0, 1 }.Select(gateway => (Team: team, Follower: new Follower(cluster, team, gateway)))).ToList();
        await Eventually.TrueAsync("every stream has begun", () => followers.TrueForAll(each => each.Follower.Knows(1)), cancellation);
        var begun = followers.ToDictionary(each => each.Follower, each => each.Follower.Credits[0]);

        await DebitAsync(teams, "before");
        await cluster.Local.Silos[1].KillAsync();
        await DebitAsync(teams, "after");
        await cluster.Local.Silos[1].StartAsync(cancellation);

        var rows = (await LedgerTable.ReadAsync(cluster.Local.Database, teams, cancellation)).ToLookup(row => row.TeamId, row => row.Seq, StringComparer.Ordinal);
        await Eventually.TrueAsync("everybody knows all", () => followers.TrueForAll(each => each.Follower.Knows(rows[each.Team].Max())), cancellation);
        foreach (var (team, follower) in followers)
        {
            await follower.StopAsync();
            Assert.Equal(rows[team].Where(seq => seq > begun[follower]).Order(), follower.Entries);
            Assert.Equal(follower.Credits.Order(), follower.Credits);
            Assert.True(GatewaysDie || follower.Breaks == 0, $"A stream of {team} broke off {follower.Breaks} times.");
            follower.Dispose();
        }

        Assert.Equal(GatewaysDie, followers.Exists(each => each.Follower.Breaks > 0));
    }

    private async Task DebitAsync(string[] teams, string prefix)
    {
        await using var client = new PurserClient(
            cluster.Local.Gateways[0].Url, cluster.Local.OperatorKey, new PurserClientOptions { Patience = TimeSpan.FromMinutes(1) });
        for (var round = 0; round < Rounds; round++)
        {
            var key = $"{prefix}-{round}";
            await Parallel.ForEachAsync(teams, TestContext.Current.CancellationToken, async (team, cancellation) =>
                await client.DebitAsync(team, [new Debit("owner", Client.AiAction.Answer) { Key = key }], cancellation));
        }
    }
}

/// <summary>Where silos and gateways are processes of their own.</summary>
[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class FollowingApartTests(RunningCluster cluster) : FollowingTests(cluster)
{
    protected override bool GatewaysDie => false;
}

/// <summary>Where each process is both.</summary>
[Collection(OneProcess.Name)]
public sealed class FollowingInOneProcessTests(OneProcessCluster cluster) : FollowingTests(cluster)
{
    protected override bool GatewaysDie => true;
}
