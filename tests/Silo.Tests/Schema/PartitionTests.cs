using Npgsql;
using Purser.Schema;

namespace Purser.Tests.Schema;

/// <summary>The ledger in parts, and what was in it whole.</summary>
public sealed class PartitionTests(PostgresServer postgres)
{
    private const string Partitioning = "0012_partitions.sql";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_in_the_whole_table_is_in_the_parts_and_nothing_else()
    {
        var database = await BeforeAsync();
        await Sql.ExecuteAsync(
            database,
            """
            insert into purser.ledger (team_id, seq, at, cycle_start, amount, total, remaining, used, extra, kind, regeneration,
                                       idempotency_key, reverses, detail, member_id, job_id, bucket, action)
            select 'team-' || team, seq, now() + seq * interval '1 s', now(), -1, 10, 5, 5, 3, case when seq = 3 then 5 else 3 end, seq % 2 = 0,
                   case when seq > 2 then 'k' || seq end, case when seq = 7 then 6 end, case when seq = 1 then '{}' end, 'anna', 'j', 1, 2
            from generate_series(1, 500) team, generate_series(1, 10) seq
            """);
        const string Contents = "select md5(string_agg(ledger::text, '|' order by team_id, seq)) from purser.ledger";
        const string Columns = "select string_agg(column_name || ' ' || data_type || is_nullable || coalesce(collation_name, '') "
            + "|| coalesce(col_description('purser.ledger'::regclass, ordinal_position), ''), ', ' order by ordinal_position) "
            + "from information_schema.columns where table_schema = 'purser' and table_name = 'ledger'";
        var contents = await Sql.ScalarAsync<string>(database, Contents);
        var columns = await Sql.ScalarAsync<string>(database, Columns);

        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);

        Assert.Equal(contents, await Sql.ScalarAsync<string>(database, Contents));
        Assert.Equal(columns, await Sql.ScalarAsync<string>(database, Columns));
        Assert.Equal(16, await Sql.ScalarAsync<long>(
            database, "select count(*) from pg_inherits where inhparent = 'purser.ledger'::regclass"));
        Assert.Equal(16, await Sql.ScalarAsync<long>(database, "select count(distinct tableoid) from purser.ledger"));
        Assert.Equal(
            "ledger_grants ledger_idempotency_key ledger_pkey ledger_reversal",
            await Sql.ScalarAsync<string>(
                database, "select string_agg(indexname, ' ' order by indexname) from pg_indexes where schemaname = 'purser' and tablename = 'ledger'"));
        Assert.Equal(
            0, await Sql.ScalarAsync<long>(database, "select count(*) from pg_class where relname like 'ledger_whole%'"));
    }

    [Fact]
    public async Task A_migration_that_cannot_have_the_table_yet_lets_others_write_meanwhile()
    {
        var database = await BeforeAsync();
        await using var holder = new NpgsqlConnection(database);
        await holder.OpenAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using (var read = new NpgsqlCommand("lock table purser.ledger in row exclusive mode", holder, transaction))
        {
            await read.ExecuteNonQueryAsync(Cancellation);
        }

        var migrating = DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);
        for (var seq = 1; seq <= 4; seq++)
        {
            // It may stand behind the migration's own wait, two seconds at most; PostgreSQL gives up after five.
            await Sql.ExecuteAsync(
                database,
                "set lock_timeout = '5s'; insert into purser.ledger (team_id, seq, at, cycle_start, amount, total, remaining, used, extra, kind, regeneration) "
                    + $"values ('t', {seq}, now(), now(), -1, 10, 5, 5, 3, 3, false)");
        }

        Assert.False(migrating.IsCompleted);
        await transaction.RollbackAsync(Cancellation);
        await migrating;
        Assert.Equal(4, await Sql.ScalarAsync<long>(database, "select count(*) from purser.ledger"));
    }

    private async Task<string> BeforeAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(
            database, [.. DatabaseSchema.Scripts.Where(script => string.CompareOrdinal(script.Name, Partitioning) < 0)], logger: null, Cancellation);
        return database;
    }
}
