using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>Runs that follow each other, go on side by side, or never come back.</summary>
public sealed class RunTests(LedgerServer server) : IAsyncLifetime
{
    private BidStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task A_job_is_in_one_runs_hands_at_a_time()
    {
        var bid = await stage.EnableAsync();
        var one = await bid.StartAsync("run-1", "one");
        var two = await bid.StartAsync("run-2", "two");

        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(one, 1));
        Assert.Equal(JobVerdict.Elsewhere, await bid.BeginAsync(two, 1));
        Assert.Equal(JobVerdict.Elsewhere, await bid.ScoreAsync(two, 1, score: 90));
        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(one, 1, score: 90));
        Assert.Equal(2, await stage.NetAsync());
    }

    [Fact]
    public async Task Whoever_asks_again_gets_the_same_verdict_and_pays_nothing_more()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 1));
            await stage.Cluster.DeactivateAsync();
        }

        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 1, score: 90));
            await stage.Cluster.DeactivateAsync();
        }

        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(JobVerdict.Done, await bid.SubmitAsync(run, 1));
        }

        Assert.Equal(2, await stage.NetAsync());
    }

    [Fact]
    public async Task A_worker_that_died_and_is_back_goes_on_with_its_own_matches_and_submits_nothing_twice()
    {
        var bid = await stage.EnableAsync();
        var died = await bid.StartAsync();
        await bid.Begin(died, BidStage.Jobs(3));
        await bid.ScoreAsync(died, 0, score: 90);

        var back = await bid.StartAsync("run-2");

        Assert.Equal(
            [JobVerdict.Done, JobVerdict.Match, JobVerdict.Match],
            (await bid.Begin(back, BidStage.Jobs(3))).Grants.Select(grant => grant.Verdict));
        Assert.Equal(JobVerdict.Stop, await bid.BeginAsync(died, 9));
        // Whoever was only thought dead is told so by its next report, before it submits what is not its any more.
        var late = await bid.Report(died, [new JobReport.Scored(BidStage.Job(1).Id, 90)]);
        Assert.Equal((JobVerdict.Elsewhere, StopCause.Superseded), (late.Grants.Single().Verdict, late.Stop?.Cause));
        // Of the one that may or may not have arrived, the match is paid for and the submission is not.
        Assert.Equal((1, 3L), ((await stage.TodayAsync()).Failed, await stage.NetAsync()));
        await stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_worker_that_is_gone_for_good_holds_its_jobs_for_ten_minutes()
    {
        var bid = await stage.EnableAsync();
        await bid.BeginAsync(await bid.StartAsync("run-1", "gone"), 1);
        var other = await bid.StartAsync("run-2", "other");

        stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(JobVerdict.Elsewhere, await bid.BeginAsync(other, 1));
        stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(other, 1));
        Assert.Equal(1, await stage.NetAsync());
    }

    [Fact]
    public async Task When_the_last_run_ends_what_was_begun_and_never_reported_fails_and_its_credits_go_back()
    {
        var bid = await stage.EnableAsync();
        await bid.Begin(await bid.StartAsync(), BidStage.Jobs(4));
        var run = await bid.StartAsync("run-2");
        await bid.BeginAsync(run, 0);
        await bid.ScoreAsync(run, 0, score: 90);

        var day = await bid.Finish(run);

        Assert.Equal((4, 4, 1), (day!.Scanned, day.Failed, day.Credits));
        Assert.Equal(1, await stage.NetAsync());
        Assert.Null(await bid.Finish(run));
        await stage.AssertAuditAsync();
    }

    [Fact]
    public async Task What_a_stopping_worker_gives_back_is_gone_on_with_by_the_next_run_and_paid_for_once()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.Begin(run, BidStage.Jobs(2));
        await bid.ScoreAsync(run, 1, score: 90);
        await bid.Report(run, [new JobReport.Returned(JobId.Parse("job-0")), new JobReport.Returned(JobId.Parse("job-1"))]);
        await bid.Finish(run);
        Assert.Equal(3, await stage.NetAsync());

        var later = await bid.StartAsync("run-2");
        var grants = await bid.Begin(later, BidStage.Jobs(2));

        Assert.Equal([JobVerdict.Match, JobVerdict.Submit], grants.Grants.Select(grant => grant.Verdict));
        Assert.Equal((90, "because"), (grants.Grants[1].Score, grants.Grants[1].Because));
        await bid.ScoreAsync(later, 0, score: 10);
        await bid.SubmitAsync(later, 1);
        Assert.Equal((1, 1, 3, 3L), ((await stage.TodayAsync()).Submitted, (await stage.TodayAsync()).Skipped, (await stage.TodayAsync()).Credits, await stage.NetAsync()));
    }

    [Fact]
    public async Task An_activation_that_another_has_followed_grants_nothing()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_member SET epoch = epoch + 1");

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.BeginAsync(run, 1));

        Assert.Equal(0, await stage.NetAsync());
        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 1));
        Assert.Equal(1, await stage.NetAsync());
    }

    [Fact]
    public async Task A_run_that_was_stopped_between_a_failures_row_and_its_reversal_gives_the_credit_back_later()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_job SET state = 6, match_credit = 0, owed = true");
        await stage.Cluster.DeactivateAsync();

        await bid.StartAsync("run-2");

        Assert.Equal(0, await stage.NetAsync());
        Assert.Equal(false, await stage.Cluster.ScalarAsync("SELECT owed FROM purser.auto_bid_job"));
    }
}
