using Npgsql;
using Purser.Schema;

namespace Purser.Tests.Schema;

/// <summary>Names of people that stood in the ledger's entries stand beside it, and each team in the directory; all else is as it was.</summary>
public sealed class DirectoryFilledTests(PostgresServer postgres)
{
    private const string First = "0021_directory.sql";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_the_ledger_changes_but_that_the_names_are_gone()
    {
        var database = await OldAsync(teams: 1_200);
        const string Others = "select md5(string_agg((team_id, seq, at, kind, amount, remaining, extra, used, total, member_id, idempotency_key, "
            + "case when kind in (1, 6) then '' else detail end)::text, '|' order by team_id, seq)) from purser.ledger";
        var before = await Sql.ScalarAsync<string>(database, Others);

        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);

        Assert.Equal(before, await Sql.ScalarAsync<string>(database, Others));
        Assert.Equal(0, await Sql.ScalarAsync<long>(database, "select count(*) from purser.ledger where detail like '%Olga%' or detail like '%Anna%'"));
        Assert.Equal(
            """{"request": {"name": "Acme", "owner": {"memberId": "olga"}, "timeZone": "UTC"}, "subscription": {"plan": "lite", "seats": 2}}""",
            await Sql.ScalarAsync<string>(database, "select detail from purser.ledger where team_id = 'team-7' and seq = 1"));
        Assert.Equal("anna Anna B. null olga Olga Olga", await Sql.ScalarAsync<string>(
            database,
            "select string_agg(concat_ws(' ', member_id, name, coalesce(opened_as, 'null')), ' ' order by member_id) from purser.person where team_id = 'team-7'"));
        Assert.Equal(
            "(7,Acme,UTC,3,pro,5)",
            await Sql.ScalarAsync<string>(database, "select (version, name, time_zone, status, plan, seats)::text from purser.team where team_id = 'team-7'"));
        Assert.Equal(1_200, await Sql.ScalarAsync<long>(database, "select count(*) from purser.team"));
        Assert.Equal("7 acme team", await Sql.ScalarAsync<string>(
            database, "select string_agg(word, ' ' order by word) from purser.team_word where team_id = 'team-7'"));
        Assert.Equal(0, await Sql.ScalarAsync<long>(database, "select count(*) from pg_class where relname like '%ledger_facts%'"));
    }

    [Fact]
    public async Task Debits_go_on_meanwhile()
    {
        var database = await OldAsync(teams: 1_200);

        var migrating = DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);
        var written = 0;
        for (var seq = 8; !migrating.IsCompleted; seq++, written++)
        {
            // PostgreSQL gives up on a debit that waits for five seconds.
            await Sql.ExecuteAsync(
                database,
                "set lock_timeout = '5s'; insert into purser.ledger (team_id, seq, at, cycle_start, amount, total, remaining, used, extra, kind, regeneration) "
                    + $"values ('team-3', {seq}, now(), now(), -1, 10, 5, 5, 3, 3, false)");
        }

        await migrating;
        Assert.True(written > 0, "Nothing was written meanwhile.");
        Assert.Equal(7 + written, await Sql.ScalarAsync<long>(database, "select count(*) from purser.ledger where team_id = 'team-3'"));
    }

    [Fact]
    public async Task One_that_broke_off_is_gone_on_with()
    {
        var database = await OldAsync(teams: 20);
        await DatabaseSchema.MigrateAsync(
            database, [.. DatabaseSchema.Scripts.Where(script => string.CompareOrdinal(script.Name, First) <= 0)], logger: null, Cancellation);
        await Sql.ExecuteAsync(database, "insert into purser.team (team_id, version, name, time_zone, status, created_at) values ('team-1', 7, 'Acme', 'UTC', 2, now())");

        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);

        Assert.Equal(20, await Sql.ScalarAsync<long>(database, "select count(*) from purser.team"));
        Assert.Equal(0, await Sql.ScalarAsync<long>(database, "select count(*) from purser.ledger where detail like '%Olga%'"));
    }

    /// <summary>Teams as the version before wrote them: opened, a member put twice, a debit, another plan, overdue.</summary>
    private async Task<string> OldAsync(int teams)
    {
        var database = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(
            database, [.. DatabaseSchema.Scripts.Where(script => string.CompareOrdinal(script.Name, First) < 0)], logger: null, Cancellation);
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(
            """
            insert into purser.ledger (team_id, seq, at, cycle_start, amount, total, remaining, used, extra, kind, regeneration, detail)
            select 'team-' || team, seq, timestamptz '2026-01-01 00:00:00Z' + seq * interval '1 s', timestamptz '2026-01-01 00:00:00Z', 0, 10, 5, 5, 3, kind, false, detail
            from generate_series(1, $1) team, (values
              (1, 1, '{"request":{"name":"Acme","timeZone":"UTC","owner":{"memberId":"olga","name":"Olga"}},"subscription":{"plan":"lite","seats":2}}'),
              (2, 2, '{"cycle":{"start":"2026-01-01T00:00:00+00:00"},"allowance":10}'),
              (3, 6, '{"terms":{"memberId":"anna","name":"Anna","role":"member","budget":{"own":false}}}'),
              (4, 3, null),
              (5, 6, '{"terms":{"memberId":"anna","name":"Anna B.","role":"admin","budget":{"own":false}}}'),
              (6, 10, '{"subscription":{"plan":"pro","seats":5},"increase":7}'),
              (7, 11, '{"overdue":true}')) as entry (seq, kind, detail)
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = teams });
        await command.ExecuteNonQueryAsync(Cancellation);
        return database;
    }
}
