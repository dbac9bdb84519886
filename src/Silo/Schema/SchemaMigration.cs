using Microsoft.Extensions.Options;
using Npgsql;
using Purser.Hosting;
using Purser.Silo;

namespace Purser.Schema;

/// <summary>
/// Sees to it that the database has this version's schema before the silo starts: hosted services start in the order of their
/// registration, and this one is registered first. A silo migrates only where it was told to.
/// </summary>
internal sealed partial class SchemaMigration(IOptions<DatabaseOptions> options, ILogger<SchemaMigration> logger) : IHostedService
{
    /// <summary>A server that restarts after a crash replays its log first; a silo that starts meanwhile waits this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private string Database => options.Value.ConnectionString;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Migrate)
        {
            await MigrateAsync(cancellationToken);
            return;
        }

        await WaitForServerAsync(cancellationToken);
        if ((await DatabaseSchema.CompareAsync(Database, cancellationToken)).Refusal is { } refusal)
        {
            throw new StartRefusedException(refusal);
        }
    }

    /// <summary>Applies what is missing.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await WaitForServerAsync(cancellation);
        if (options.Value.CreateRoles)
        {
            await DatabaseRoles.CreateAsync(Database, cancellation);
        }

        await DatabaseSchema.MigrateAsync(Database, logger, cancellation);
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
                await using var connection = new NpgsqlConnection(Database);
                await connection.OpenAsync(cancellation);
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
