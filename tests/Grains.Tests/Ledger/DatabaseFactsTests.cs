using Npgsql;
using Purser.Grains.Tests.Teams;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.Ledger;

/// <summary>What a server must be like before credits are trusted to it.</summary>
public sealed class DatabaseFactsTests(LedgerServer server)
{
    private static readonly DatabaseFacts Good = new("on", Flushes: true, MendsTornPages: true, TimeSpan.Zero, IsReadOnly: false);
    private static readonly LedgerDatabaseOptions Options = new();

    [Theory]
    [InlineData("on")]
    [InlineData("remote_apply")]
    [InlineData("remote_write")]
    [InlineData("local")]
    public void A_server_that_flushes_what_it_acknowledges_is_trusted(string commit) =>
        Assert.Null((Good with { SynchronousCommit = commit }).Objection(Options));

    [Fact]
    public void One_that_may_lose_it_is_not_unless_that_is_wanted()
    {
        DatabaseFacts[] bad =
        [
            Good with { SynchronousCommit = "off" }, Good with { Flushes = false }, Good with { MendsTornPages = false },
        ];

        Assert.All(bad.Zip(["synchronous_commit", "fsync", "full_page_writes"]), each =>
            Assert.Contains(each.Second, each.First.Objection(Options), StringComparison.Ordinal));
        Assert.All(bad, facts => Assert.Null(facts.Objection(new LedgerDatabaseOptions { AllowDataLoss = true })));
    }

    [Theory]
    [InlineData(2.5, "2.5 s ahead of")]
    [InlineData(-3600, "3600.0 s behind")]
    public void A_clock_that_is_more_than_two_seconds_off_is_not_trusted(double seconds, string words) => Assert.Contains(
        words, (Good with { ClockDifference = TimeSpan.FromSeconds(seconds) }).Objection(Options), StringComparison.Ordinal);

    [Fact]
    public void A_standby_is_not_written_to() =>
        Assert.Contains("standby", (Good with { IsReadOnly = true }).Objection(Options), StringComparison.Ordinal);

    [Fact]
    public async Task Connections_flush_whatever_the_databases_default_is_and_keep_the_operators_own_options()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await using (var admin = NpgsqlDataSource.Create(connectionString))
        await using (var command = admin.CreateCommand(
            $"ALTER DATABASE \"{new NpgsqlConnectionStringBuilder(connectionString).Database}\" SET synchronous_commit = off"))
        {
            await command.ExecuteNonQueryAsync();
        }

        var own = new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c statement_timeout=7s -c work_mem=5MB" };
        await using var database = new LedgerDatabase(own.ConnectionString, ConnectionBudget.Of(9, 2), _ => Task.CompletedTask);

        foreach (var source in new[] { database.Lanes, database.Source, database.Work, database.History })
        {
            await using var settings = source.CreateCommand(
                "SELECT current_setting('synchronous_commit') || ' ' || current_setting('statement_timeout') || ' ' || current_setting('work_mem') || ' ' || current_setting('lock_timeout')");
            Assert.Equal("on 7s 5MB 5s", await settings.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task A_silo_whose_own_options_take_the_flush_out_decides_nothing()
    {
        var options = Microsoft.Extensions.Options.Options.Create(new LedgerDatabaseOptions());
        var guard = new DatabaseGuard(options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<DatabaseGuard>.Instance);
        var own = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Options = "-c synchronous_commit=off" };
        await using var database = new LedgerDatabase(own.ConnectionString, ConnectionBudget.Of(9, 2), guard.CheckAsync);

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await database.Lanes.OpenConnectionAsync());

        Assert.Contains("synchronous_commit", refused.Message, StringComparison.Ordinal);
        Assert.Throws<LedgerUnavailableException>(() => guard.Now());
    }

    [Fact]
    public void A_budget_is_shared_out_whole_and_nobody_gets_nothing()
    {
        for (var connections = ConnectionBudget.Least; connections < 200; connections++)
        {
            var budget = ConnectionBudget.Of(connections, ledgerLanes: 1);

            Assert.Equal(
                connections, 1 + ConnectionBudget.JobLanes + budget.Membership + budget.Storage + budget.Reads + budget.Work + budget.History);
            Assert.True(budget is { Membership: >= 1, Storage: >= 1, Reads: >= 1, Work: >= 1, History: >= 1 });
        }
    }
}
