using Npgsql;
using Purser.Benchmarks.Targets;
using Purser.Local;

namespace Purser.Benchmarks.Run;

/// <summary>Everything that is measured, running side by side on one PostgreSQL with default durability.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<BenchProcess> _processes = [];
    private readonly List<ITarget> _targets = [];
    private PrivatePostgres? _postgres;

    public IReadOnlyList<ITarget> Targets => _targets;

    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>Purser itself; null where only peers were asked for.</summary>
    public PurserCluster? Purser { get; private set; }

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
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        if (Purser is not null)
        {
            await Purser.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private async Task StartAsync(BenchOptions options, Action<string> notify, CancellationToken cancellation)
    {
        string database;
        if (options.Footprint is not null || options.Resets is not null || options.Targets.Any(TargetNames.IsPurser))
        {
            Purser = await PurserCluster.StartAsync(options.Folder, notify, cancellation);
            database = Purser.Database;
        }
        else
        {
            _postgres = await PrivatePostgres.StartAsync(new() { Folder = options.Folder, Notify = notify }, cancellation);
            database = await _postgres.EnsureDatabaseAsync("purser", cancellation);
        }

        Database = NpgsqlDataSource.Create(database);
        foreach (var name in options.Targets)
        {
            if (TargetNames.IsPurser(name))
            {
                _targets.Add(name is ClusterTarget.FixedName ? Purser!.Client : Purser!.Http);
                continue;
            }

            var (target, processes) = await Peer.StartAsync(name, database, options.Folder, notify);
            _processes.AddRange(processes);
            _targets.Add(target);
        }
    }
}
