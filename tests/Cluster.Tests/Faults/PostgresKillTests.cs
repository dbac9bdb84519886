using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary><c>kill -9</c> of every process of PostgreSQL under load.</summary>
public abstract class PostgresKills(RunningCluster cluster)
{
    [Fact]
    public async Task A_killed_database_loses_no_acknowledged_debit_and_the_service_comes_back_by_itself()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var load = await LoadUnderFaults.PrepareAsync(cluster, "postgres-kill");

        await load.ProveAsync(async () =>
        {
            for (var kill = 0; kill < Chosen.PostgresKills; kill++)
            {
                await cluster.Postgres.KillAsync();
                await Task.WhenAll(load.Watch.UntilBackAsync(cancellation), cluster.Postgres.StartAsync(cancellation));
                await load.ProgressAsync();
            }
        });

        Console.WriteLine(load.Watch.Describe("PostgreSQL was killed"));
    }
}

[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class PostgresKillTests(RunningCluster cluster) : PostgresKills(cluster);

/// <summary>The same where every silo has a gateway in its process.</summary>
[Collection(OneProcess.Name)]
public sealed class PostgresKillInOneProcessTests(OneProcessCluster cluster) : PostgresKills(cluster);
