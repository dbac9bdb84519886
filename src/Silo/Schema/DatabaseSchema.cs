using DbUp;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Purser.Schema;

/// <summary>Brings a database to the schema of this version: the ledger's in <c>purser</c>, Orleans' own in <c>orleans</c>.</summary>
public static class DatabaseSchema
{
    /// <summary>"Purser" in ASCII: one lock for every silo and every migrate command that shares the database.</summary>
    private const long MigrationLock = 0x507572736572;

    /// <summary>
    /// Applies what is missing, and nothing when nothing is. Safe to call from many processes at once: they queue for
    /// an advisory lock, which PostgreSQL releases with the connection, however the process ends.
    /// </summary>
    public static async Task MigrateAsync(
        string connectionString, ILogger? logger = null, CancellationToken cancellation = default)
    {
        // Not pooled: a lock of the session must go with the connection, and it is needed once per process.
        var migration = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(migration.ConnectionString);
        await connection.OpenAsync(cancellation);

        // Whoever comes second waits for as long as the first one's migration takes.
        await ExecuteAsync(connection, "set lock_timeout = 0; set statement_timeout = 0", cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_lock({MigrationLock})", cancellation);
        await ExecuteAsync(
            connection, "create schema if not exists purser; create schema if not exists orleans", cancellation);
        await Task.Run(() => ApplyScripts(migration.ConnectionString, logger ?? NullLogger.Instance), cancellation);
    }

    private static void ApplyScripts(string connectionString, ILogger logger)
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(connectionString)
            .JournalToPostgresqlTable("purser", "schema_versions")
            .WithScriptsEmbeddedInAssembly(typeof(DatabaseSchema).Assembly)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .WithExecutionTimeout(TimeSpan.Zero)
            .LogTo(logger)
            .Build()
            .PerformUpgrade();

        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"Migration {result.ErrorScript?.Name ?? "(none begun)"} failed and was rolled back: {result.Error.Message}",
                result.Error);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
