using Npgsql;
using Purser.Local;

namespace Purser.Tests.Running;

/// <summary>Two silos and two gateways over a primary and its standby, which is asynchronous at first; they know both addresses.</summary>
public sealed class StandbyCluster : RunningCluster
{
    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-standby");
    private PrivatePostgres? primary;
    private PrivatePostgres? standby;
    private string database = "";

    public PrivatePostgres Primary => primary!;

    public PrivatePostgres Standby => standby!;

    /// <inheritdoc />
    protected override LocalClusterOptions Options => base.Options with
    {
        Database = database,
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Purser__Ledger__CommitTimeout"] = "00:00:02" },
    };

    /// <inheritdoc />
    public override async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        primary = await PrivatePostgres.StartAsync(new() { Folder = Path.Combine(folder.Path, "primary") }, cancellation);
        var connection = new NpgsqlConnectionStringBuilder(await primary.EnsureDatabaseAsync("purser", cancellation));
        standby = await primary.StartStandbyAsync(new() { Folder = Path.Combine(folder.Path, "standby") }, cancellation);
        connection.Host = $"127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}";
        connection.TargetSessionAttributes = "primary";
        connection.HostRecheckSeconds = 1;
        database = connection.ConnectionString;
        await base.InitializeAsync();
    }

    /// <summary>From now on a commit waits for the standby too.</summary>
    public async Task ReplicateSynchronouslyAsync()
    {
        await SqlAsync("ALTER SYSTEM SET synchronous_standby_names = '*'");
        await SqlAsync("SELECT pg_reload_conf()");
        await Eventually.TrueAsync(
            "the standby is a synchronous one",
            async () => await AskSqlAsync("SELECT coalesce(max(sync_state), '') FROM pg_stat_replication") == "sync",
            TestContext.Current.CancellationToken);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var server in new[] { standby, primary })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        folder.Dispose();
    }
}
