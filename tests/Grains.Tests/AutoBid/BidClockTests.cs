using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>A silo whose clock is not the database's decides nothing of Auto Bid either: no day begins, no lease runs out, no cap is used.</summary>
public sealed class BidClockTests(LedgerServer server) : IAsyncLifetime
{
    private BidStage stage = null!;

    public async ValueTask InitializeAsync() =>
        stage = await BidStage.SetAsync(server, database: options => options.MostClockDifference = TimeSpan.FromSeconds(2));

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData(400)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_while_the_silo_runs_changes_nothing_and_today_is_right_afterwards(int days)
    {
        var first = DateOnly.FromDateTime(stage.Cluster.Clock.GetUtcNow().UtcDateTime);
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 2 });
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        var before = await RowsAsync();
        stage.Cluster.Clock.Set(TimeSpan.FromDays(days));

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.BeginAsync(run, 2));
        Assert.Contains("clock", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.ScoreAsync(run, 1, score: 90));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.Heartbeat(run));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.Finish(run));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.StartAsync("run-2"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.SetSettings(BidStage.Wide with { Enabled = false }));
        await Assert.ThrowsAsync<LedgerUnavailableException>(bid.GetStanding);

        Assert.Equal(before, await RowsAsync());
        await IsRightAgainAsync(bid, TimeSpan.FromDays(-days));
        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 1, score: 90));
        Assert.InRange((await bid.GetStanding())!.Today, first, DateOnly.FromDateTime(stage.Cluster.Clock.GetUtcNow().UtcDateTime));
        Assert.Equal((1, 2L), ((await stage.TodayAsync()).Scanned, await stage.NetAsync()));
    }

    [Fact]
    public async Task An_activation_that_begins_while_the_clock_is_off_takes_nothing_over()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        await stage.Cluster.DeactivateAsync();
        var before = await RowsAsync();
        stage.Cluster.Clock.Set(TimeSpan.FromDays(400));

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.BeginAsync(run, 2));

        Assert.Equal(before, await RowsAsync());
        await IsRightAgainAsync(bid, TimeSpan.FromDays(-400));
        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 2));
    }

    private async Task<object?> RowsAsync() => await stage.Cluster.ScalarAsync(
        """
        SELECT (SELECT string_agg(j::text, ';' ORDER BY j.job_id) FROM purser.auto_bid_job j) || '/'
          || (SELECT string_agg(m::text, ';' ORDER BY m.member_id) FROM purser.auto_bid_member m) || '/'
          || (SELECT string_agg(r::text, ';' ORDER BY r.run_id) FROM purser.auto_bid_run r) || '/'
          || (SELECT count(*) FROM purser.auto_bid_stop) || '/' || (SELECT count(*) FROM purser.ledger)
        """);

    private async Task IsRightAgainAsync(IAutoBidGrain bid, TimeSpan by)
    {
        stage.Cluster.Clock.Set(by);
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await bid.Heartbeat("run-1");
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
