using Npgsql;
using Purser.Benchmarks.Targets;
using Purser.Local;

namespace Purser.Benchmarks.Run;

/// <summary>Everything that is measured, running side by side on one PostgreSQL with default durability.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<BenchProcess> processes = [];
    private readonly List<ITarget> targets = [];
    private PrivatePostgres? postgres;

    public IReadOnlyList<ITarget> Targets => targets;

    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>Purser itself, in one process; null where it was not asked for.</summary>
    public PurserCluster? Purser { get; private set; }

    /// <summary>Purser with its gateway apart; null where it was not asked for.</summary>
    private PurserCluster? Separate { get; set; }

    public static async Task<Stage> SetAsync(
        BenchOptions options, Action<string> notify, CancellationToken cancellation)
    {
        var stage = new Stage();
        try
        {
            await stage.StartAsync(options, notify, cancellation);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        foreach (var purser in new[] { Separate, Purser })
        {
            if (purser is not null)
            {
                await purser.DisposeAsync();
            }
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
    }

    private async Task StartAsync(BenchOptions options, Action<string> notify, CancellationToken cancellation)
    {
        postgres = await PrivatePostgres.StartAsync(new() { Folder = options.Folder, Notify = notify }, cancellation);
        var database = await postgres.EnsureDatabaseAsync("purser", cancellation);
        Database = NpgsqlDataSource.Create(database);
        if (options.NeedsPurser)
        {
            Purser = await StartAsync("one", database, apart: false);
        }

        if (options.Targets.Contains(PurserCluster.ApartName, StringComparer.Ordinal))
        {
            Separate = await StartAsync("apart", await postgres.EnsureDatabaseAsync("apart", cancellation), apart: true);
        }

        foreach (var name in options.Targets)
        {
            targets.Add(name switch
            {
                PurserCluster.HttpName => Purser!.Http,
                PurserCluster.ApartName => Separate!.Http,
                ClusterTarget.FixedName => Purser!.Client,
                _ => await StartPeerAsync(name),
            });
        }

        CpuPart Server() => new("PostgreSQL", () => postgres.ProcessId ?? 0);

        Task<PurserCluster> StartAsync(string folder, string url, bool apart) =>
            PurserCluster.StartAsync(Path.Combine(options.Folder, folder), url, apart, Server(), notify, cancellation);

        async Task<ITarget> StartPeerAsync(string name)
        {
            var (target, processes) = await Peer.StartAsync(name, database, Server(), options.Folder, notify);
            this.processes.AddRange(processes);
            return target;
        }
    }
}
