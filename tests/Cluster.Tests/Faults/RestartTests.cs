using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>SIGTERM to everything in the middle of load, and a new start.</summary>
[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class RestartTests(RunningCluster cluster)
{
    [Fact]
    public async Task A_clean_stop_in_the_middle_of_load_loses_nothing()
    {
        var load = await LoadUnderFaults.PrepareAsync(cluster, "restart");

        await load.ProveAsync(async () =>
        {
            await cluster.RestartAsync();
            await load.Watch.UntilBackAsync(TestContext.Current.CancellationToken);
            await load.ProgressAsync();
        });
    }
}
