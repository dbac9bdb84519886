using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>
/// A silo stands still in the middle of whatever it does, until the others have gone on without it, and then goes on too: for a moment two
/// silos believe that a team is theirs.
/// </summary>
public abstract class FrozenSilos(RunningCluster cluster)
{
    [Fact]
    public async Task A_silo_that_was_frozen_and_goes_on_writes_nothing_over_those_who_took_over()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var load = await LoadUnderFaults.PrepareAsync(cluster, "frozen");
        var frozen = cluster.Local.Silos[1];

        await load.ProveAsync(async () =>
        {
            frozen.Pause();
            var back = load.Watch.UntilBackAsync(cancellation);
            await Eventually.TrueAsync("the other one takes it for dead", async () => await ActiveAsync() == "1", cancellation);
            // By now its teams are served elsewhere, and what callers have sent it since lies in its sockets.
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
            frozen.Resume();
            await load.ProgressAsync();
            // Time for all that it was in the middle of. It hears that it is dead, and is of no use to anybody any more.
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellation);
            await frozen.KillAsync();
            await Task.WhenAll(back, frozen.StartAsync(cancellation));
            await load.ProgressAsync();
        });

        Console.WriteLine(load.Watch.Describe("A silo was frozen"));
    }

    private Task<string> ActiveAsync() => cluster.AskSqlAsync(
        $"SELECT count(*) FROM orleans.membership WHERE deploymentid = '{cluster.Local.ClusterId}' AND status = 3");
}

[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class FrozenSiloTests(RunningCluster cluster) : FrozenSilos(cluster);

/// <summary>The same where every silo has a gateway in its process.</summary>
[Collection(OneProcess.Name)]
public sealed class FrozenSiloInOneProcessTests(OneProcessCluster cluster) : FrozenSilos(cluster);
