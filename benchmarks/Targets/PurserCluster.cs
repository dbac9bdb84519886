using Purser.Benchmarks.Run;
using Purser.Hosting;
using Purser.Local;
using Purser.Teams;

namespace Purser.Benchmarks.Targets;

/// <summary>Purser, one process or a silo and a gateway apart, and a cluster client here.</summary>
internal sealed class PurserCluster : IAsyncDisposable
{
    public const string HttpName = "purser";

    /// <summary>The gateway in a process of its own.</summary>
    public const string ApartName = "purser-apart";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly LocalCluster cluster;
    private readonly OrleansClient client;

    private PurserCluster(LocalCluster cluster, OrleansClient client, bool apart, CpuPart postgres)
    {
        this.cluster = cluster;
        this.client = client;
        CpuPart[] silo = [new(apart ? "silo" : "purser", () => Silo.ProcessId ?? 0), postgres];
        CpuPart[] all = apart ? [new("gateway", () => cluster.Gateways[0].ProcessId ?? 0), .. silo] : silo;
        Http = new HttpTarget(apart ? ApartName : HttpName, cluster.Gateways[0].Url, cluster.OperatorKey, new CpuBook(all));
        Client = new ClusterTarget(Grains, new CpuBook(silo));
    }

    public HttpTarget Http { get; }

    public ClusterTarget Client { get; }

    public IClusterClient Grains => client.Grains;

    public string Database => cluster.Database;

    public string OperatorKey => cluster.OperatorKey;

    /// <summary>The silo's process.</summary>
    public ServerProcess Silo => cluster.Silos[0];

    /// <param name="folder">Where it keeps its keys and logs.</param>
    /// <param name="database">Where its ledger is.</param>
    /// <param name="apart">Whether the gateway is a process of its own.</param>
    /// <param name="postgres">The server's processes.</param>
    /// <param name="notify">Hears what is going on.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<PurserCluster> StartAsync(
        string folder, string database, bool apart, CpuPart postgres, Action<string> notify, CancellationToken cancellation)
    {
        var started = await LocalCluster.StartAsync(
            new LocalClusterOptions { Folder = folder, Database = database, Separate = apart, Notify = notify }, cancellation);
        var connected = ClientOf(started);
        try
        {
            await connected.ConnectAsync(cancellation);
            return new PurserCluster(started, connected, apart, postgres);
        }
        catch
        {
            await connected.DisposeAsync();
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the silo cleanly and starts it again; returns when grain calls are answered.</summary>
    public async Task RestartSiloAsync(CancellationToken cancellation)
    {
        await Silo.StopAsync();
        await StartSiloAsync(cancellation);
    }

    /// <summary>Kills the silo and starts it again; returns when grain calls are answered.</summary>
    public async Task CrashSiloAsync(CancellationToken cancellation)
    {
        await Silo.KillAsync();
        await StartSiloAsync(cancellation);
    }

    /// <summary>The silo's managed heap in bytes, after a full collection.</summary>
    public async Task<long> SiloHeapAsync()
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        await management.ForceGarbageCollection([]);
        await management.ForceRuntimeStatisticsCollection([]);
        var statistics = await management.GetRuntimeStatistics([]);
        return statistics.Sum(silo => silo.EnvironmentStatistics.RawMemoryUsageBytes);
    }

    /// <summary>Starts a silo that was stopped; returns when grain calls are answered.</summary>
    public async Task StartSiloAsync(CancellationToken cancellation)
    {
        await Silo.StartAsync(cancellation);
        var answered = await Poll.UntilAsync(AnswersAsync, Patience, TimeProvider.System, cancellation);
        if (!answered)
        {
            throw new LocalException($"The silo did not answer grain calls within {Patience.TotalSeconds:0} s of its start.");
        }
    }

    // The client and the gateway find the restarted silo at their next look at the membership table.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            await Grains.GetGrain<ITeamGrain>("anybody").GetCredits().WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
            return await BenchProcess.IsHealthyAsync(Http.Url);
        }
        catch (Exception notYet) when (notYet is OrleansException or TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await cluster.DisposeAsync();
    }

    private static OrleansClient ClientOf(LocalCluster cluster) => new(
        new ClusterSettings { ConnectionString = cluster.Database, ClusterId = cluster.ClusterId, ResponseTimeout = TimeSpan.FromSeconds(30) },
        "purser-bench",
        static (_, _) => Task.FromResult(false));
}
