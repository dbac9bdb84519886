using Npgsql;
using Purser.Schema;

namespace Purser.Tests.Schema;

public sealed class MigrationTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_twice_changes_nothing_the_second_time()
    {
        var database = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);
        await Sql.ExecuteAsync(database, "insert into orleans.membership_version (deploymentid, version) values ('kept', 7)");
        var applied = await AppliedScriptsAsync(database);

        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);

        Assert.Equal(applied, await AppliedScriptsAsync(database));
        Assert.Equal(7, await Sql.ScalarAsync<int>(database, "select version from orleans.membership_version"));
    }

    [Fact]
    public async Task Eight_that_migrate_an_empty_database_at_once_all_succeed_and_apply_each_script_once()
    {
        var database = await postgres.CreateDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            DatabaseSchema.MigrateAsync(database, cancellation: Cancellation)));

        Assert.Equal(
            "0001_orleans_clustering.sql 0002_orleans_storage.sql 0003_orleans_reminders.sql 0004_ledger.sql "
            + "0005_billing.sql 0006_ledger_grants.sql 0007_auto_bid.sql 0009_stripe_event_pruning.sql 0011_auto_bid_leases.sql "
            + "0012_partitions.sql 0013_credits_as_a_type.sql 0016_usage_blocks.sql 0017_auto_bid_unfinished.sql 0020_portal.sql "
            + "0021_directory.sql 0021_names_taken_out.sql 0022_ledger_facts.concurrently.sql 0023_directory_filled.code.sql 0024_ledger_facts_dropped.sql "
            + "0025_portal_sessions.sql 0026_api_keys.sql 0027_audit_log.sql 0028_alerts.sql 0029_usage_blocks_anew.sql",
            await AppliedScriptsAsync(database));
    }

    [Fact]
    public async Task The_lock_is_released_when_the_migration_is_over()
    {
        var database = await postgres.CreateDatabaseAsync();

        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);

        // The server's other databases are migrated by other tests meanwhile.
        Assert.Equal(0, await Sql.ScalarAsync<long>(
            database,
            "select count(*) from pg_locks join pg_database on pg_database.oid = pg_locks.database "
            + "where locktype = 'advisory' and datname = current_database()"));
    }

    [Fact]
    public async Task The_migrate_command_applies_the_schema_and_says_zero()
    {
        var database = await postgres.CreateDatabaseAsync();

        Assert.Equal(0, await Program.Main(["migrate", "--ConnectionStrings:Purser", database]));

        Assert.Contains("0004_ledger.sql", await AppliedScriptsAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_migrate_command_says_one_when_the_database_is_not_there()
    {
        var missing = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Database = "missing" };

        Assert.Equal(1, await Program.Main(["migrate", "--ConnectionStrings:Purser", missing.ConnectionString]));
    }

    private static Task<string> AppliedScriptsAsync(string database) => Sql.ScalarAsync<string>(
        database, "select string_agg(scriptname, ' ' order by schemaversionsid) from purser.schema_versions");
}
