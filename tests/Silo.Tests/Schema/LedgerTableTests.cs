using Npgsql;
using Purser.Schema;

namespace Purser.Tests.Schema;

/// <summary>What the table itself refuses, whatever the program believes.</summary>
public sealed class LedgerTableTests(PostgresServer postgres) : IAsyncLifetime
{
    private string database = "";

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(database, cancellation: TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("total")]
    [InlineData("remaining")]
    [InlineData("extra")]
    [InlineData("used")]
    public async Task A_balance_below_zero(string column) =>
        Assert.Equal("credits_never_negative", await RefusalAsync(seq: 1, negative: column));

    [Fact]
    public async Task The_same_sequence_number_of_a_team_twice()
    {
        await InsertAsync(seq: 1);

        Assert.Matches("^ledger_[0-9]{2}_pkey$", await RefusalAsync(seq: 1));
    }

    [Fact]
    public async Task The_same_idempotency_key_of_a_team_twice()
    {
        await InsertAsync(seq: 1, key: "'k'");
        await InsertAsync(seq: 1, team: "TEAM", key: "'k'");
        await InsertAsync(seq: 2, key: "'K'");

        Assert.Matches("^ledger_[0-9]{2}_team_id_idempotency_key_idx$", await RefusalAsync(seq: 3, key: "'k'"));
    }

    [Fact]
    public async Task A_second_reversal_of_one_debit()
    {
        await InsertAsync(seq: 1);
        await InsertAsync(seq: 2, reverses: "1");

        Assert.Matches("^ledger_[0-9]{2}_team_id_reverses_idx$", await RefusalAsync(seq: 3, reverses: "1"));
    }

    private async Task<string?> RefusalAsync(long seq, string? negative = null, string key = "null", string reverses = "null") =>
        (await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(seq, "team", key, reverses, negative))).ConstraintName;

    private Task InsertAsync(
        long seq, string team = "team", string key = "null", string reverses = "null", string? negative = null) =>
        Sql.ExecuteAsync(
            database,
            $"""
            insert into purser.ledger
              (team_id, seq, at, cycle_start, amount, total, remaining, used, extra, kind, regeneration, idempotency_key, reverses)
            values
              ('{team}', {seq}, now(), now(), -1, {Balance("total", negative)}, {Balance("remaining", negative)}, {Balance("used", negative)}, {Balance("extra", negative)}, 1, false, {key}, {reverses})
            """);

    private static int Balance(string column, string? negative) =>
        column.Equals(negative, StringComparison.Ordinal) ? -1 : 0;
}
