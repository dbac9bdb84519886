using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>What is promised of caps, of credits that were left, of days and of keys, with the whole of the machinery behind it.</summary>
public sealed class SettlingTests(LedgerServer server) : IAsyncLifetime
{
    private BidStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task However_often_a_worker_dies_with_a_proposal_no_more_are_sent_than_the_cap_allows()
    {
        var delivered = 0;
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 1 });
        for (var life = 0; life < 5; life++)
        {
            var run = await bid.StartAsync($"run-{life}");
            delivered += await bid.BeginAsync(run, life) == JobVerdict.Match && await bid.ScoreAsync(run, life, 90) == JobVerdict.Submit ? 1 : 0;
        }

        Assert.Equal(1, delivered);
        Assert.Equal((StopCause.DailyCapReached, 0), ((await stage.TodayAsync()).Stop!.Value, (await stage.TodayAsync()).Submitted));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 40)]
    public async Task A_failure_keeps_its_place_under_the_cap_only_where_it_may_have_arrived(bool mayHaveArrived, int granted)
    {
        var delivered = 0;
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 2 });
        var run = await bid.StartAsync();
        for (var job = 0; job < 40; job++)
        {
            if (await bid.BeginAsync(run, job) == JobVerdict.Match && await bid.ScoreAsync(run, job, 90) == JobVerdict.Submit)
            {
                delivered++;
                await bid.Report(run, [new JobReport.Failed(JobId.Parse($"job-{job}"), "No answer.", mayHaveArrived)]);
                await stage.Cluster.DeactivateAsync();
            }
        }

        Assert.Equal((granted, granted, (long)granted), (delivered, (await stage.TodayAsync()).Failed, await stage.NetAsync()));
    }

    [Fact]
    public async Task What_a_worker_gave_back_is_paid_back_within_two_days_by_itself()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.Begin(run, BidStage.Jobs(2));
        await bid.ScoreAsync(run, 1, score: 90);
        await bid.Report(run, [new JobReport.Returned(JobId.Parse("job-0")), new JobReport.Returned(JobId.Parse("job-1"))]);
        await bid.Finish(run);
        stage.Cluster.Clock.Advance(TimeSpan.FromHours(24));
        await RingAsync();
        Assert.Equal(3, await stage.NetAsync());

        stage.Cluster.Clock.Advance(TimeSpan.FromHours(23));
        await RingAsync();

        // Of the second the match was found, and is paid for.
        Assert.Equal((1, 2), (await stage.NetAsync(), (await stage.Insights().GetFunnel(null, null))!.Days.Sum(day => day.Failed)));
        await stage.AssertAuditAsync();
    }

    [Fact]
    public async Task What_a_worker_that_never_comes_back_left_is_paid_back_by_itself_and_then_nobody_is_woken_any_more()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync("run-0", "pod-1");
        await bid.Begin(run, BidStage.Jobs(2));
        await bid.ScoreAsync(run, 1, score: 90);
        Assert.NotNull(await ReminderAsync());
        await stage.Cluster.DeactivateAsync();
        stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(11));

        await RingAsync();

        Assert.Equal(1, await stage.NetAsync());
        Assert.Equal(0L, await stage.Cluster.ScalarAsync("SELECT count(*) FROM purser.auto_bid_run"));
        Assert.Null(await ReminderAsync());
    }

    [Fact]
    public async Task Switched_off_what_was_left_is_paid_back_at_once()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.Begin(run, BidStage.Jobs(2));
        await bid.Report(run, [new JobReport.Returned(JobId.Parse("job-0"))]);
        await bid.Finish(run);
        await bid.BeginAsync(await bid.StartAsync("run-1", "pod-1"), 3);
        stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(11));

        await bid.SetSettings(BidStage.Wide with { Enabled = false });

        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task What_comes_back_after_it_was_switched_off_is_paid_back_at_once()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 0);
        await bid.SetSettings(BidStage.Wide with { Enabled = false });

        await bid.Report(run, [new JobReport.Returned(JobId.Parse("job-0"))]);

        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task A_heartbeat_keeps_what_a_run_has()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        for (var beat = 0; beat < 3; beat++)
        {
            stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(9));
            Assert.Null(await bid.Heartbeat(run));
            await stage.Cluster.DeactivateAsync();
        }

        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 1, score: 90));
        stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(11));
        await RingAsync();
        Assert.Equal(StopCause.Superseded, (await bid.Heartbeat(run))!.Cause);
    }

    [Fact]
    public async Task All_stops_of_a_day_are_shown_in_order_and_the_last_one_counts()
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 1 });
        var first = stage.Cluster.Clock.GetUtcNow();
        await bid.GoThroughAsync(await bid.StartAsync(), BidStage.Jobs(3), _ => 90);
        stage.Cluster.Clock.Advance(TimeSpan.FromSeconds(1));
        // Nothing has changed: it is stopped still.
        await bid.GoThroughAsync(await bid.StartAsync("run-2"), BidStage.Jobs(3, from: 3), _ => 90);
        await bid.SetSettings(BidStage.Wide with { DailyCredits = 4 });
        await bid.GoThroughAsync(await bid.StartAsync("run-3"), BidStage.Jobs(3, from: 6), _ => 90);
        await bid.SetSettings(BidStage.Wide with { DailyCap = 2 });
        stage.Cluster.Clock.Advance(TimeSpan.FromSeconds(1));
        await bid.GoThroughAsync(await bid.StartAsync("run-4"), BidStage.Jobs(3, from: 9), _ => 90);

        var funnel = (await stage.Insights().GetFunnel(null, null))!;
        Assert.Equal(
            [(StopCause.DailyCapReached, 0), (StopCause.DailyCreditsReached, 1), (StopCause.DailyCapReached, 2)],
            funnel.Stops.Select(stop => (stop.Cause, (int)(stop.At - first).TotalSeconds)));
        Assert.Equal(StopCause.DailyCapReached, Assert.Single(funnel.Days).Stop);
    }

    [Fact]
    public async Task What_is_gone_on_with_the_next_day_changes_nothing_of_the_day_before()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.Begin(run, BidStage.Jobs(3));
        await bid.ScoreAsync(run, 1, score: 90);
        await bid.Report(run, [new JobReport.Returned(JobId.Parse("job-0")), new JobReport.Returned(JobId.Parse("job-1")), new JobReport.Failed(JobId.Parse("job-2"), "No.")]);
        await bid.Finish(run);
        var before = await stage.TodayAsync();
        stage.Cluster.Clock.Advance(TimeSpan.FromDays(1));

        await bid.GoThroughAsync(await bid.StartAsync("run-2"), BidStage.Jobs(2), _ => 90);

        var days = (await stage.Insights().GetFunnel(null, null))!.Days;
        Assert.Equal((before.Scanned, before.MatchCredits, before.BidCredits, before.Failed), (days[0].Scanned, days[0].MatchCredits, days[0].BidCredits, days[0].Failed));
        // The one bid was paid for yesterday, the other today; both were sent today.
        Assert.Equal((2, 1, 0, 1), (days[1].Submitted, days[1].BidCredits, days[1].MatchCredits, days[0].BidCredits));
        Assert.Equal(4, await stage.NetAsync());
    }

    [Fact]
    public async Task A_submission_given_back_over_night_takes_a_place_of_the_day_it_is_sent_on()
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 1 });
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 0);
        await bid.ScoreAsync(run, 0, score: 90);
        await bid.Report(run, [new JobReport.Returned(JobId.Parse("job-0"))]);
        await bid.Finish(run);
        stage.Cluster.Clock.Advance(TimeSpan.FromDays(1));
        var next = await bid.StartAsync("run-2");

        Assert.Equal(JobVerdict.Submit, await bid.BeginAsync(next, 0));
        await bid.SubmitAsync(next, 0);
        await stage.Cluster.DeactivateAsync();

        Assert.Equal(StopCause.DailyCapReached, (await bid.Begin(next, BidStage.Jobs(1, from: 1))).Stop!.Cause);
    }

    [Theory]
    [InlineData("auto-bid/olga/job-1/match")]
    [InlineData("auto-bid/olga/job-1/submit")]
    public async Task A_callers_key_never_meets_one_of_Auto_Bids(string key)
    {
        (await stage.Team.Debit(key)).Debited();
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();

        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 1));
        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 1, score: 90));
        Assert.Equal(2, await stage.NetAsync());
    }

    [Fact]
    public async Task No_caller_can_send_a_key_of_Auto_Bids_own() =>
        await Assert.ThrowsAsync<ArgumentException>(() => stage.Team.Debit($"{OwnKeys.Mark}auto-bid/olga/job-1/match"));

    [Fact]
    public async Task A_job_begun_by_an_older_version_is_gone_on_with_under_the_keys_it_had()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        (await stage.Team.Debit(new DebitRequest("auto-bid/olga/job-1/match", MemberId.Parse("olga"), AiAction.JobMatching, JobId.Parse("job-1")))).Debited();
        await stage.Cluster.ScalarAsync(
            "INSERT INTO purser.auto_bid_job (team_id, member_id, job_id, day, position, state, match_credit, bid_credit, owed, run_id) "
            + $"VALUES ('acme', 'olga', 'job-1', '{stage.Cluster.Clock.GetUtcNow():yyyy-MM-dd}', 1, 1, 1, 0, false, 'run-1')");
        await stage.Cluster.DeactivateAsync();

        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 1));
        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 1, score: 90));

        Assert.Equal(2, await stage.NetAsync());
        Assert.Equal(1, await stage.Cluster.CountAsync("idempotency_key = 'auto-bid/olga/job-1/submit'"));
    }

    [Fact]
    public async Task A_job_whose_key_is_taken_fails_alone()
    {
        (await stage.Team.Debit("auto-bid/olga/job-1/match")).Debited();
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_job SET own_keys = false");
        await stage.Cluster.DeactivateAsync();

        var grants = await bid.Begin(run, BidStage.Jobs(3));

        Assert.Equal([JobVerdict.Match, JobVerdict.Done, JobVerdict.Match], grants.Grants.Select(grant => grant.Verdict));
        Assert.Null(grants.Stop);
        Assert.Equal((3, 1, 2), ((await stage.TodayAsync()).Scanned, (await stage.TodayAsync()).Failed, (await stage.TodayAsync()).MatchCredits));
    }

    [Fact]
    public async Task A_row_that_cannot_be_written_is_one_members_trouble_alone()
    {
        string[] members = ["olga", "mia", "ben"];
        var bids = await Task.WhenAll(members.Select(member => stage.EnableAsync(member: member)));
        foreach (var bid in bids)
        {
            await bid.StartAsync();
        }

        await stage.Cluster.ScalarAsync("ALTER TABLE purser.auto_bid_job ADD CONSTRAINT odd CHECK (job_id <> 'job-13')");
        await Task.WhenAll(Enumerable.Range(0, 60).SelectMany(round => bids.Select(async (bid, at) =>
        {
            if (at == 0 && round % 4 == 0)
            {
                await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.BeginAsync("run-1", 13));
                return;
            }

            Assert.Equal(JobVerdict.Match, await bid.BeginAsync("run-1", 1000 + round));
        })));
    }

    private Task RingAsync() => stage.AutoBid().AsReference<IRemindable>().ReceiveReminder("settle", default);

    private async Task<object?> ReminderAsync() =>
        (await stage.Cluster.Service<IReminderTable>().ReadRows(stage.AutoBid().GetGrainId())).Reminders.SingleOrDefault();
}
