using DbUp.Engine;
using Npgsql;
using Purser.Schema;

namespace Purser.Tests.Schema;

/// <summary>Indexes that are built while everybody goes on writing.</summary>
public sealed class ConcurrentIndexTests(PostgresServer postgres)
{
    private static readonly SqlScript ByMember = new(
        "9000_by_member.concurrently.sql",
        "-- Why it is there.\ncreate index ledger_by_member on purser.ledger (team_id, member_id, seq) where kind = 3;\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_part_gets_it_while_rows_are_inserted_and_the_whole_has_it_then()
    {
        var database = await MigratedAsync();
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(database, stop.Token);

        await ApplyAsync(database, ByMember);

        await stop.CancelAsync();
        Assert.True(await writing > 0);
        Assert.Equal(17, await ValidAsync(database, "%ledger_by_member"));
        Assert.Contains(
            "_ledger_by_member on ledger_",
            await PlanAsync(database, "select count(*) from purser.ledger where team_id = 't1' and member_id = 'anna' and kind = 3"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_build_that_broke_off_left_behind_is_begun_again()
    {
        var database = await MigratedAsync();
        var part = await Sql.ScalarAsync<string>(database, "select relname from pg_class where oid = (select tableoid from purser.ledger where team_id = 't1' limit 1)");
        await Assert.ThrowsAsync<PostgresException>(() => Sql.ExecuteAsync(
            database, $"create unique index concurrently {part}_ledger_by_member on purser.{part} (kind)"));
        Assert.Equal(0, await ValidAsync(database, "%ledger_by_member"));

        await ApplyAsync(database, ByMember);
        await ApplyAsync(database, ByMember);

        Assert.Equal(17, await ValidAsync(database, "%ledger_by_member"));
    }

    [Fact]
    public async Task A_table_without_parts_gets_it_as_well()
    {
        var database = await MigratedAsync();

        await ApplyAsync(database, new SqlScript("9001_x.concurrently.sql", "create unique index top_up_x on purser.top_up (team_id, top_up_id)"));

        Assert.Equal(1, await ValidAsync(database, "top_up_x"));
    }

    [Fact]
    public async Task Another_statement_is_refused()
    {
        var database = await MigratedAsync();

        await Assert.ThrowsAsync<FormatException>(() => ApplyAsync(database, new SqlScript("9002_x.concurrently.sql", "drop table purser.ledger")));
    }

    private static Task ApplyAsync(string database, SqlScript script) =>
        DatabaseSchema.MigrateAsync(database, [script], logger: null, Cancellation);

    private static Task<long> ValidAsync(string database, string name) => Sql.ScalarAsync<long>(
        database, $"select count(*) from pg_index join pg_class on oid = indexrelid where relname like '{name}' and indisvalid");

    private static async Task<string> PlanAsync(string database, string query)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand($"set enable_seqscan = off; set enable_bitmapscan = off; explain {query}");
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        var plan = "";
        while (await row.ReadAsync(Cancellation))
        {
            plan += row.GetString(0) + "\n";
        }

        return plan;
    }

    private static async Task<int> WriteAsync(string database, CancellationToken stop)
    {
        var written = 0;
        for (var seq = 100; !stop.IsCancellationRequested; seq++, written++)
        {
            await Sql.ExecuteAsync(database, Insert($"select 't' || n, {seq} from generate_series(1, 40) n"));
        }

        return written;
    }

    private async Task<string> MigratedAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);
        await Sql.ExecuteAsync(database, Insert("select 't' || n, seq from generate_series(1, 40) n, generate_series(1, 50) seq"));
        return database;
    }

    private static string Insert(string teamsAndSeqs) =>
        "insert into purser.ledger (team_id, seq, at, cycle_start, amount, total, remaining, used, extra, kind, regeneration, member_id) "
        + $"select team, seq, now(), now(), -1, 10, 5, 5, 3, 3, false, 'anna' from ({teamsAndSeqs}) as rows (team, seq)";
}
