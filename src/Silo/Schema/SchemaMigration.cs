using Npgsql;
using Purser.Hosting;

namespace Purser.Schema;

/// <summary>
/// Migrates before the silo starts: hosted services start in the order of their registration, and this one is
/// registered first.
/// </summary>
internal sealed partial class SchemaMigration(
    OrleansDatabase database, ILogger<SchemaMigration> logger) : IHostedService
{
    /// <summary>A server that restarts after a crash replays its log first; a silo that starts meanwhile waits this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await WaitForServerAsync(cancellationToken);
        await DatabaseSchema.MigrateAsync(database.ConnectionString, logger, cancellationToken);
        LogSchemaIsCurrent(logger);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitForServerAsync(CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await database.PingAsync(cancellation);
                return;
            }
            catch (NpgsqlException away) when (
                away.IsTransient && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                LogServerIsAway(logger, away.Message);
                await Task.Delay(RetryDelay, TimeProvider.System, cancellation);
            }
        }
    }
}
