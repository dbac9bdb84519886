using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>A silo that is lost takes only its own teams along, and those not for long.</summary>
public abstract class SiloLosses(RunningCluster cluster, int[] gateways)
{
    private const int TeamsEach = 32;

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(5);

    /// <summary>Teams that are served again by then leave a call that was on them seconds to be sent again.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Calls_on_the_teams_of_the_silo_that_is_left_all_succeed_when_the_other_is_killed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var lost = cluster.Local.Silos[1];
        await lost.StopAsync();
        var staying = await cluster.OpenTeamsAsync("stay", TeamsEach, seats: 10_000);
        await lost.StartAsync(cancellation);
        var others = await cluster.OpenTeamsAsync("other", TeamsEach, seats: 10_000);
        var load = new SteadyLoad(cluster, [.. staying, .. others], gateways);

        var killed = await load.RunAsync(Before, lost.KillAsync, After, cancellation);

        var asks = load.Asks;
        var ofStaying = asks.Where(ask => staying.Contains(ask.TeamId)).ToList();
        var ofOthers = asks.Except(ofStaying).ToList();
        Console.WriteLine(SteadyLoad.Describe("Of the silo that stayed", ofStaying, killed));
        Console.WriteLine(SteadyLoad.Describe("Of both silos", ofOthers, killed));
        await lost.StartAsync(cancellation);
        Assert.All(ofStaying, ask => Assert.True(
            ask.Answer is Answer.Done, $"{ask.TeamId}: {ask.Answer}, asked {(ask.Started - killed).TotalSeconds:0.00} s after the kill"));
        if (SteadyLoad.Back(ofOthers, killed)[^1] < Soon)
        {
            Assert.All(ofOthers, ask => Assert.True(
                ask.Answer is Answer.Done, $"{ask.TeamId}: {ask.Answer}, asked {(ask.Started - killed).TotalSeconds:0.00} s after the kill"));
        }

        Assert.All(others, team => Assert.Contains(ofOthers, ask => ask.TeamId == team && ask.Started > killed && ask.Answer is Answer.Done));
    }
}

[Collection(OneCluster.Name)]
public sealed class SiloLossTests(RunningCluster cluster) : SiloLosses(cluster, [0, 1]);

/// <summary>The same where every silo has a gateway in its process: that of the process that stays is asked, for the teams of both.</summary>
[Collection(OneProcess.Name)]
[Trait("Runs", "thorough")]
public sealed class SiloLossInOneProcessTests(OneProcessCluster cluster) : SiloLosses(cluster, [0, 0]);
