using Purser.Billing;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>A silo whose clock is not the database's decides nothing: one bad clock must not give a team next year's allowance.</summary>
public sealed class ClockTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() =>
        cluster = await TeamCluster.StartAsync(server, database: options => options.MostClockDifference = TimeSpan.FromSeconds(2));

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Theory]
    [InlineData(400 * 24 * 60)]
    [InlineData(-60)]
    public async Task A_clock_that_is_set_while_the_silo_runs_decides_nothing_until_it_is_right_again(int minutes)
    {
        var team = await cluster.OpenAsync();
        await team.Debit("before");
        cluster.Clock.Set(TimeSpan.FromMinutes(minutes));

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => team.Debit("meanwhile"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(team.GetCredits);

        Assert.Contains("clock", refused.Message, StringComparison.Ordinal);
        await IsRightAgainAsync(team, TimeSpan.FromMinutes(-minutes));
        Assert.Equal(0, await cluster.CountAsync("idempotency_key = 'meanwhile'"));
        Assert.Equal(1, await cluster.CountAsync("kind = 2"));
    }

    [Fact]
    public async Task A_clock_that_was_wrong_from_the_start_is_found_when_a_lane_connects()
    {
        var team = await cluster.OpenAsync();
        await team.Debit("before");
        // As if it had been so from the start: no time passed, and none was seen to be set.
        cluster.Clock.Advance(TimeSpan.FromDays(400));
        await cluster.ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            + "WHERE datname = current_database() AND application_name = 'purser-lane'");

        var refused = await UntilRefusedAsync(team);

        Assert.Contains("s ahead of the database's", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await cluster.CountAsync("kind = 2"));
        await IsRightAgainAsync(team, TimeSpan.FromDays(-400));
    }

    [Fact]
    public async Task By_a_clock_that_runs_ahead_no_event_of_Stripes_is_let_go_early()
    {
        await (await cluster.OpenAsync()).Debit("before");
        await cluster.ScalarAsync("INSERT INTO purser.stripe_event (event_id, type, object_id, created_at, received_at, settled_at) "
            + "VALUES ('evt_1', 'invoice.paid', 'in_1', now(), now(), now())");
        cluster.Clock.Set(TimeSpan.FromDays(400));

        await Assert.ThrowsAsync<LedgerUnavailableException>(cluster.Service<StripeEventPruner>().PruneAsync);

        Assert.Equal(1L, await cluster.ScalarAsync("SELECT count(*) FROM purser.stripe_event"));
    }

    private static async Task<LedgerUnavailableException> UntilRefusedAsync(ITeamGrain team)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            // The first finds the connection gone, which is another reason to be told to try again.
            var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => team.Debit("meanwhile"));
            if (refused.Message.Contains("clock", StringComparison.Ordinal))
            {
                return refused;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), refused.Message);
        }
    }

    private async Task IsRightAgainAsync(ITeamGrain team, TimeSpan by)
    {
        cluster.Clock.Set(by);
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                (await team.Debit("after")).Debited();
                return;
            }
            catch (LedgerUnavailableException still)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), still.Message);
                await Task.Yield();
            }
        }
    }
}
