using DbUp;
using DbUp.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Purser.Ledger;

namespace Purser.Schema;

/// <summary>Brings a database to the schema of this version: the ledger's in <c>purser</c>, Orleans' own in <c>orleans</c>.</summary>
public static partial class DatabaseSchema
{
    /// <summary>"Purser" in ASCII: one lock for every silo and every migrate command that shares the database.</summary>
    private const long MigrationLock = 0x507572736572;

    /// <summary>
    /// Whoever waits for a table's lock makes everybody behind it wait, debits too. So a migration waits for two seconds, lets go,
    /// and tries again.
    /// </summary>
    private const string LockTimeout = "2s";
    private const int MostTries = 60;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>In the order in which they are applied.</summary>
    internal static readonly IReadOnlyList<SqlScript> Scripts = [.. ReadScripts()];

    /// <summary>
    /// Applies what is missing, and nothing when nothing is. Safe to call from many processes at once: they wait for
    /// an advisory lock, which PostgreSQL releases with the connection, however the process ends.
    /// </summary>
    public static Task MigrateAsync(string connectionString, ILogger? logger = null, CancellationToken cancellation = default) =>
        MigrateAsync(connectionString, Scripts, logger, cancellation);

    internal static async Task MigrateAsync(
        string connectionString, IReadOnlyList<SqlScript> scripts, ILogger? logger, CancellationToken cancellation)
    {
        // Not pooled: a lock of the session must go with the connection, and it is needed once per process.
        var migration = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(migration.ConnectionString);
        await connection.OpenAsync(cancellation);

        await ExecuteAsync(connection, "set lock_timeout = 0; set statement_timeout = 0", cancellation);
        await LockAsync(connection, cancellation);
        await ExecuteAsync(
            connection, "create schema if not exists purser; create schema if not exists orleans", cancellation);
        migration.Options = $"-c lock_timeout={LockTimeout} -c statement_timeout=0 {migration.Options}";
        var applied = (await AppliedAsync(connection, cancellation)).ToHashSet(StringComparer.Ordinal);
        foreach (var script in scripts.Where(script => !applied.Contains(script.Name)))
        {
            await ApplyAsync(script, migration.ConnectionString, logger ?? NullLogger.Instance, cancellation);
        }

        await DatabaseRoles.GrantAsync(connection, cancellation);
    }

    /// <summary>What a database has of the migrations of this version.</summary>
    internal static async Task<SchemaComparison> CompareAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        var applied = await AppliedAsync(connection, cancellation);
        var known = Scripts.Select(script => script.Name).ToArray();
        return new SchemaComparison([.. known.Except(applied, StringComparer.Ordinal)], [.. applied.Except(known, StringComparer.Ordinal)]);
    }

    private static async Task ApplyAsync(SqlScript script, string connectionString, ILogger logger, CancellationToken cancellation)
    {
        var isConcurrent = script.Name.EndsWith(ConcurrentIndex.Suffix, StringComparison.Ordinal);
        if (isConcurrent)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            // It waits for transactions that are older than it, and holds up nobody meanwhile.
            await ExecuteAsync(connection, "set lock_timeout = 0", cancellation);
            await ConcurrentIndex.Parse(script.Contents).BuildAsync(connection, cancellation);
        }

        var isCode = script.Name.EndsWith(DirectoryBackfill.Suffix, StringComparison.Ordinal);
        if (isCode)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            await DirectoryBackfill.RunAsync(connection, cancellation);
        }

        for (var tries = 1; ; tries++)
        {
            var engine = DeployChanges.To
                .PostgresqlDatabase(connectionString)
                .JournalToPostgresqlTable("purser", "schema_versions")
                .WithScripts(script)
                .WithTransactionPerScript()
                .WithVariablesDisabled()
                .WithExecutionTimeout(TimeSpan.Zero)
                .LogToNowhere()
                .Build();
            var result = await Task.Run(() => isConcurrent || isCode ? engine.MarkAsExecuted() : engine.PerformUpgrade(), cancellation);
            if (result.Successful)
            {
                LogApplied(logger, script.Name);
                return;
            }

            if (result.Error is not PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } || tries == MostTries)
            {
                throw new InvalidOperationException($"Migration {script.Name} failed and was rolled back: {result.Error.Message}", result.Error);
            }

            await Task.Delay(BetweenTries, TimeProvider.System, cancellation);
        }
    }

    /// <summary>
    /// Whoever comes second waits for as long as the first one's migration takes. It asks again and again: a statement that waits is a
    /// transaction, and an index that is built concurrently would wait for that.
    /// </summary>
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({MigrationLock})", connection);
        while (!(bool)(await command.ExecuteScalarAsync(cancellation))!)
        {
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellation);
        }
    }

    private static async Task<List<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('purser.schema_versions') is not null", connection);
        List<string> applied = [];
        if ((bool)(await exists.ExecuteScalarAsync(cancellation))!)
        {
            await using var command = new NpgsqlCommand("select scriptname from purser.schema_versions order by scriptname", connection);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                applied.Add(row.GetString(0));
            }
        }

        return applied;
    }

    private static IEnumerable<SqlScript> ReadScripts()
    {
        var assembly = typeof(DatabaseSchema).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SqlScript(name, reader.ReadToEnd());
        }
    }

    [LoggerMessage(LogLevel.Information, "Applied {Script}")]
    private static partial void LogApplied(ILogger logger, string script);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
