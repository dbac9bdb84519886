using Purser.Client;
using Purser.Tests.Running;

namespace Purser.Tests.Alerts;

/// <summary>What a team is told comes once per threshold and in order, though the silo that decides it is killed at that very moment.</summary>
[Collection(OneProcess.Name)]
public sealed class AlertsUnderFaultsTests(OneProcessCluster cluster)
{
    private const int Teams = 8;
    private const int Pool = 200;
    private const int CallersPerTeam = 8;

    // Around the entries that reach 80 % and 100 %.
    private static readonly int[] Kills = [Teams * Pool * 77 / 100, Teams * Pool * 97 / 100];

    private int done;

    [Fact]
    public async Task Each_threshold_is_told_once_though_silos_are_killed_where_it_is_reached()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var receiver = await AlertReceiver.StartAsync();
        var teams = await cluster.OpenTeamsAsync("alerted", Teams, seats: 2);
        foreach (var team in teams)
        {
            await cluster.Api.ExpectAsync<object>(
                HttpMethod.Post, cluster.Gateways[0], "/v1/alert-endpoints", new { url = receiver.Url, name = "Receiver", teamId = team }, cancellation);
        }

        await using var one = NewClient(gateway: 0);
        await using var other = NewClient(gateway: 1);
        var callers = teams.SelectMany(team =>
            Enumerable.Range(0, CallersPerTeam).Select(caller => SpendAsync(caller % 2 == 0 ? one : other, team, caller, cancellation))).ToList();
        for (var kill = 0; kill < Kills.Length; kill++)
        {
            await Eventually.TrueAsync("debits are where a threshold is", () => Volatile.Read(ref done) >= Kills[kill], cancellation);
            var silo = cluster.Local.Silos[kill % cluster.Local.Silos.Count];
            await silo.KillAsync();
            await silo.StartAsync(cancellation);
        }

        await Task.WhenAll(callers);

        string[] expected = ["pool_used 80", "pool_used 100", "spendable_used 100"];
        await Eventually.TrueAsync("everything has arrived", () => Array.TrueForAll(teams, team => receiver.Of(team).Count >= expected.Length), cancellation);
        Assert.All(teams, team => Assert.Equal(expected, receiver.Of(team)));
        Assert.Equal($"{Teams * expected.Length}", await cluster.AskSqlAsync("SELECT count(*) FROM purser.alert WHERE team_id LIKE 'alerted-%' AND kind IN (1, 2)"));
    }

    /// <summary>It asks until it is answered.</summary>
    private PurserClient NewClient(int gateway) => new(
        cluster.Local.Gateways[gateway].Url, cluster.Local.OperatorKey, new PurserClientOptions { Patience = TimeSpan.FromMinutes(2) });

    /// <summary>Its part of the pool.</summary>
    private async Task SpendAsync(PurserClient client, string team, int caller, CancellationToken cancellation)
    {
        for (var at = caller; at < Pool; at += CallersPerTeam)
        {
            Assert.IsType<DebitOutcome.Debited>(await client.DebitAsync(team, new Debit("owner", Client.AiAction.Answer) { Key = $"alerted-{at}" }, cancellation));
            Interlocked.Increment(ref done);
        }
    }
}
