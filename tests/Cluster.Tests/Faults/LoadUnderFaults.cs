using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>A load that goes on for as long as something is done to the cluster, on teams that cannot run dry meanwhile and some that do.</summary>
internal sealed class LoadUnderFaults
{
    private const int Clients = 32;

    private readonly RunningCluster cluster;

    private LoadUnderFaults(RunningCluster cluster, string[] loaded, string[] watched)
    {
        this.cluster = cluster;
        Teams = [.. loaded, .. watched];
        Load = new LoadRun(
            new LoadPlan { Teams = loaded, Members = ["owner"], Seed = Chosen.Seed, Clients = Clients },
            cluster.Api,
            cluster.Gateways,
            Recorder);
        Watch = new Watch(cluster, Recorder, watched);
    }

    public string[] Teams { get; }

    public Recorder Recorder { get; } = new();

    public Watch Watch { get; }

    private LoadRun Load { get; }

    public static async Task<LoadUnderFaults> PrepareAsync(RunningCluster cluster, string name)
    {
        var rich = await cluster.OpenTeamsAsync(name, count: 8, seats: 10_000);
        var poor = await cluster.OpenTeamsAsync($"{name}-poor", count: 8, seats: 3);
        var watched = await cluster.OpenTeamsAsync($"{name}-watched", count: 16, seats: 10_000);
        return new LoadUnderFaults(cluster, [.. rich, .. poor], watched);
    }

    /// <summary>Does something to the cluster under load; then everybody knows what became of everything, and it is right.</summary>
    public async Task ProveAsync(Func<Task> faults)
    {
        using var stop = new CancellationTokenSource();
        await Proof.ExplainAsync(cluster, () => Task.WhenAll(
            Load.RunAsync(stop.Token, TestContext.Current.CancellationToken), DoAsync(faults, stop)));

        Console.WriteLine($"{Teams.Length} teams meanwhile: {Proof.Summary(Recorder)}");
        Assert.Contains(Recorder.Calls, call => call.Answer is Answer.Unknown || call.MayHaveBeenSentAgain);
        await Proof.HoldsAsync(cluster, Recorder, Teams, Proof.LongestLag);
    }

    /// <summary>Waits until the load has got on from here.</summary>
    public Task ProgressAsync()
    {
        var calls = Recorder.Calls.Count;
        return Eventually.TrueAsync(
            "the load gets on", () => Recorder.Calls.Count > calls + (Clients * 4), TestContext.Current.CancellationToken);
    }

    private async Task DoAsync(Func<Task> faults, CancellationTokenSource stop)
    {
        try
        {
            await ProgressAsync();
            await faults();
        }
        finally
        {
            await stop.CancelAsync();
        }
    }
}
