using System.Globalization;
using Npgsql;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>A team of any size opens without its snapshot: outside of its activation, page by page, with progress that is kept.</summary>
public sealed class LargeTeamTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(
        server, options => options.EntriesPerReplaySnapshot = LedgerReader.RowsPerPage);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_ledger_of_several_pages_is_folded_and_a_snapshot_on_the_way_keeps_the_progress()
    {
        var team = await LargeAsync(LedgerReader.RowsPerPage * 2);

        Assert.Equal(LedgerReader.RowsPerPage * 2, (await team.GetCredits())!.Used.Count);
        var stored = await cluster.Service<SnapshotStore>().LoadAsync(team.GetGrainId());
        Assert.InRange(stored.Account!.Version, LedgerReader.RowsPerPage, LedgerReader.RowsPerPage * 2);
        (await team.Debit("next")).Debited();
        Assert.True((await team.Debit("k40000")).Debited().Replayed);
    }

    [Fact]
    public async Task Callers_hear_that_it_takes_longer_and_opening_goes_on_without_them()
    {
        var team = await cluster.OpenAsync(seats: 5);
        var other = await cluster.OpenAsync("other", seats: 5);
        await team.GrantAsync(7);
        await cluster.DeactivateAsync();
        await other.GetCredits();

        await using (var connection = await cluster.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            // Nobody can be read while this lasts, and then everybody.
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var locking = new NpgsqlCommand("LOCK TABLE purser.ledger IN ACCESS EXCLUSIVE MODE", connection, transaction);
            await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var first = team.GetCredits();
            await UntilSomebodyWaitsForTheLedgerAsync();
            cluster.Clock.Advance(TimeSpan.FromSeconds(6));
            var told = await Assert.ThrowsAsync<LedgerUnavailableException>(team.GetCredits);
            Assert.Contains("try again", told.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => first);
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(7, (await OpenedAsync(team)).Extra.Count);
    }

    private async Task UntilSomebodyWaitsForTheLedgerAsync()
    {
        for (var since = TimeProvider.System.GetTimestamp();
            !(bool)(await cluster.ScalarAsync("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'purser.ledger'::regclass)"))!;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "Nobody came to read the ledger.");
        }
    }

    /// <summary>On demand, for it takes minutes: <c>PURSER_LARGE_TEAM=5000000</c>.</summary>
    [Fact]
    public async Task A_team_of_millions_of_entries_opens_while_others_are_served()
    {
        var entries = int.Parse(Environment.GetEnvironmentVariable("PURSER_LARGE_TEAM") ?? "100000", CultureInfo.InvariantCulture);
        var other = await cluster.OpenAsync("other");
        await other.GrantAsync(entries); // More than it can spend in the time.
        var team = await LargeAsync(entries);
        var slowest = TimeSpan.Zero;
        var others = 0;
        var began = TimeProvider.System.GetTimestamp();

        var opening = OpenedAsync(team);
        while (!opening.IsCompleted)
        {
            var asked = TimeProvider.System.GetTimestamp();
            (await other.Debit($"other-{others++}")).Debited();
            var took = TimeProvider.System.GetElapsedTime(asked);
            slowest = took > slowest ? took : slowest;
        }

        Assert.Equal(entries, (await opening).Used.Count);
        Assert.NotEqual(0, others);
        // Milliseconds, on a machine that does nothing else; some seconds of folding between two of them would be the team's.
        Assert.True(slowest < TimeSpan.FromSeconds(2), $"A debit of another team took {slowest.TotalSeconds:0.0} s.");
        Console.WriteLine($"{entries} entries were folded in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s; "
            + $"{others} debits of another team meanwhile, the slowest in {slowest.TotalMilliseconds:0} ms.");
    }

    /// <summary>Asks again for as long as it is told to.</summary>
    private async Task<TeamCredits> OpenedAsync(ITeamGrain team)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return (await team.GetCredits())!;
            }
            catch (LedgerUnavailableException) when (TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMinutes(15))
            {
                cluster.Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>A team that took so many debits, and whose snapshot is of before them.</summary>
    private async Task<ITeamGrain> LargeAsync(int debits)
    {
        var team = await cluster.OpenAsync(seats: Limits.Seats);
        await team.GrantAsync(debits);
        var before = (await team.GetCredits())!;
        await cluster.DeactivateAsync();
        var fromPool = Math.Min(debits, before.Remaining.Count);
        await using var fill = cluster.Database.CreateCommand($"""
            INSERT INTO purser.ledger ({EntryRow.Columns})
            SELECT 'acme', {before.Version} + n, l.at, l.cycle_start, 3, CASE WHEN n <= {fromPool} THEN 1 ELSE 2 END, -1,
              'olga', 1, false, NULL, NULL, 'k' || n, NULL, l.total, greatest(l.remaining - n, 0), n, l.extra - greatest(n - {fromPool}, 0)
            FROM purser.ledger l, generate_series(1, {debits}) n WHERE l.team_id = 'acme' AND l.seq = {before.Version}
            """);
        fill.CommandTimeout = 0;
        await fill.ExecuteNonQueryAsync();
        return team;
    }
}
