using Npgsql;
using Purser.Local;

namespace Purser.Tests.Running;

/// <summary>Two silos and two gateways over a primary and its asynchronous standby; they know both addresses.</summary>
public sealed class StandbyCluster : RunningCluster
{
    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-standby");
    private PrivatePostgres? primary;
    private PrivatePostgres? standby;
    private string database = "";

    public PrivatePostgres Primary => primary!;

    public PrivatePostgres Standby => standby!;

    /// <inheritdoc />
    protected override LocalClusterOptions Options => base.Options with { Database = database };

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
