using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary><c>kill -9</c> of a silo under load.</summary>
public abstract class SiloKills(RunningCluster cluster)
{
    [Fact]
    public async Task Killed_silos_lose_nothing_and_double_nothing_and_the_service_comes_back_by_itself()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var load = await LoadUnderFaults.PrepareAsync(cluster, "silo-kill");

        await load.ProveAsync(async () =>
        {
            for (var kill = 0; kill < Chosen.Kills; kill++)
            {
                var silo = cluster.Local.Silos[kill % cluster.Local.Silos.Count];
                await silo.KillAsync();
                // As whatever supervises it would: at once, while the teams move to the other one.
                await Task.WhenAll(load.Watch.UntilBackAsync(cancellation), silo.StartAsync(cancellation));
                await load.ProgressAsync();
            }
        });

        Console.WriteLine(load.Watch.Describe("A silo was killed"));
    }
}

[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class SiloKillTests(RunningCluster cluster) : SiloKills(cluster);

/// <summary>The same where every silo has a gateway in its process.</summary>
[Collection(OneProcess.Name)]
public sealed class SiloKillInOneProcessTests(OneProcessCluster cluster) : SiloKills(cluster);
