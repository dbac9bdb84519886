using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>A forged second activation: somebody else writes a team's next entries while the team is under load.</summary>
public abstract class Rivals(RunningCluster cluster)
{
    private const int Rounds = 40;
    private const int Clients = 32;

    [Fact]
    public async Task A_rival_writer_costs_retries_and_never_a_credit()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var teams = await cluster.OpenTeamsAsync("rival", count: 1, seats: 10_000);
        var recorder = new Recorder();
        await using var rival = new Rival(cluster.Local.Database, teams[0], recorder);
        var load = new LoadRun(
            new LoadPlan { Teams = teams, Members = ["owner"], Seed = Chosen.Seed, Clients = Clients, Holds = false }, cluster.Api, cluster.Gateways, recorder);
        using var stop = new CancellationTokenSource();
        await Proof.ExplainAsync(cluster, () => Task.WhenAll(load.RunAsync(stop.Token, cancellation), CompeteAsync(rival, recorder, stop)));

        Console.WriteLine($"{Rounds} debits of a rival among: {Proof.Summary(recorder)}");
        Assert.Contains(recorder.Calls, call => call.Answer is Answer.Unknown);
        await Proof.HoldsAsync(cluster, recorder, teams, Proof.LongestLag);
    }

    private static async Task CompeteAsync(Rival rival, Recorder recorder, CancellationTokenSource stop)
    {
        var cancellation = TestContext.Current.CancellationToken;
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var known = Known(recorder);
                await rival.DebitAsync(cancellation);
                // The team is served on, by whoever has the ledger now.
                await Eventually.TrueAsync("the team is served on", () => Known(recorder) > known + Clients, cancellation);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private static int Known(Recorder recorder) => recorder.Calls.Count(call => call.Answer is Answer.Done { Repeated: false });
}

[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class RivalTests(RunningCluster cluster) : Rivals(cluster);

/// <summary>The same where every silo has a gateway in its process.</summary>
[Collection(OneProcess.Name)]
public sealed class RivalInOneProcessTests(OneProcessCluster cluster) : Rivals(cluster);
