using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>One step after the other: what is granted, what it costs, and when it ends.</summary>
public sealed class AutoBidTests(LedgerServer server) : IAsyncLifetime
{
    private BidStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task A_skipped_job_costs_one_credit_and_a_submitted_one_two()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();

        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 1));
        Assert.Equal(JobVerdict.Done, await bid.ScoreAsync(run, 1, score: 49));
        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 2));
        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 2, score: 50));
        Assert.Equal(JobVerdict.Done, await bid.SubmitAsync(run, 2));

        var day = await stage.TodayAsync();
        Assert.Equal((2, 1, 1, 1, 0, 2, 1), (day.Scanned, day.Matched, day.Submitted, day.Skipped, day.Failed, day.MatchCredits, day.BidCredits));
        Assert.Equal(3, await stage.NetAsync());
        await stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_job_that_is_done_with_is_never_begun_again_by_whatever_run_also_after_a_restart()
    {
        var bid = await stage.EnableAsync();
        await bid.GoThroughAsync(await bid.StartAsync(), BidStage.Jobs(10), _ => 80);
        await stage.Cluster.DeactivateAsync();

        var again = await bid.StartAsync("run-2", "another-worker");
        var grants = await bid.Begin(again, BidStage.Jobs(10));

        Assert.All(grants.Grants, grant => Assert.Equal((JobVerdict.Done, JobState.Submitted), (grant.Verdict, grant.State)));
        Assert.Equal(20, await stage.NetAsync());
    }

    [Fact]
    public async Task At_the_daily_cap_the_run_stops_and_pays_for_no_further_match()
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 3 });

        var stop = await bid.GoThroughAsync(await bid.StartAsync(), BidStage.Jobs(20), job => int.Parse(job.Id[4..]) % 2 == 0 ? 90 : 10);

        Assert.Equal(StopCause.DailyCapReached, stop!.Cause);
        var day = await stage.TodayAsync();
        Assert.Equal((5, 3, 2, StopCause.DailyCapReached), (day.Scanned, day.Submitted, day.Skipped, day.Stop));
        Assert.Equal(8, await stage.NetAsync());
    }

    [Fact]
    public async Task Jobs_under_way_hold_their_place_under_the_cap_so_those_after_them_wait()
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 2 });
        var run = await bid.StartAsync();

        var first = await bid.Begin(run, BidStage.Jobs(4));
        Assert.Equal([JobVerdict.Match, JobVerdict.Match, JobVerdict.Wait, JobVerdict.Wait], first.Grants.Select(grant => grant.Verdict));
        Assert.Null(first.Stop);
        await bid.ScoreAsync(run, 0, score: 10);

        var second = await bid.Begin(run, BidStage.Jobs(2, from: 2));

        Assert.Equal([JobVerdict.Match, JobVerdict.Wait], second.Grants.Select(grant => grant.Verdict));
        Assert.Equal(3, await stage.NetAsync());
    }

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(5, 2, 4)]
    [InlineData(6, 3, 6)]
    public async Task A_daily_ceiling_of_credits_leaves_no_match_that_could_not_be_bid_on(int ceiling, int submitted, int credits)
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCredits = ceiling });

        var stop = await bid.GoThroughAsync(await bid.StartAsync(), BidStage.Jobs(20), _ => 90);

        Assert.Equal(StopCause.DailyCreditsReached, stop!.Cause);
        Assert.Equal((submitted, credits), ((await stage.TodayAsync()).Submitted, await stage.NetAsync()));
    }

    [Fact]
    public async Task A_refused_credit_stops_the_run_and_leaves_the_job_as_if_it_had_never_been_met()
    {
        var bid = await stage.EnableAsync();
        await SpendAsync(998);
        var run = await bid.StartAsync();

        var grants = await bid.Begin(run, BidStage.Jobs(4));

        Assert.Equal([JobVerdict.Match, JobVerdict.Match, JobVerdict.Stop, JobVerdict.Stop], grants.Grants.Select(grant => grant.Verdict));
        Assert.Equal((StopCause.CreditRefused, RefusalReason.CreditsExhausted), (grants.Stop!.Cause, grants.Stop.Refusal!.Reason));
        Assert.Equal((2, RefusalReason.CreditsExhausted), ((await stage.TodayAsync()).Scanned, (await stage.TodayAsync()).Refusal));

        await stage.Team.GrantAsync(1);
        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 2));
    }

    [Fact]
    public async Task A_job_whose_bid_was_refused_its_credit_is_bid_on_by_a_later_run_without_a_second_match()
    {
        var bid = await stage.EnableAsync();
        await SpendAsync(999);
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        Assert.Equal(JobVerdict.Stop, await bid.ScoreAsync(run, 1, score: 90));
        Assert.Equal((1, 0), ((await stage.TodayAsync()).Matched, (await stage.TodayAsync()).Submitted));
        await stage.Team.GrantAsync(5);

        var later = await bid.StartAsync("run-2");
        Assert.Equal(JobVerdict.Submit, await bid.BeginAsync(later, 1));
        await bid.SubmitAsync(later, 1);

        Assert.Equal((1, 1, 2L), ((await stage.TodayAsync()).Scanned, (await stage.TodayAsync()).Submitted, await stage.NetAsync()));
    }

    [Fact]
    public async Task What_fails_gets_its_credit_back_and_is_not_tried_again()
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 1 });
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        Assert.Equal(JobVerdict.Done, await bid.FailAsync(run, 1));
        await bid.BeginAsync(run, 2);
        await bid.ScoreAsync(run, 2, score: 90);
        Assert.Equal(JobVerdict.Done, await bid.FailAsync(run, 2));

        Assert.Equal(JobVerdict.Done, await bid.BeginAsync(run, 1));
        Assert.Equal(JobVerdict.Done, await bid.BeginAsync(run, 2));
        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(run, 3));

        var day = await stage.TodayAsync();
        Assert.Equal((3, 2, 2, 0), (day.Scanned, day.Failed, day.MatchCredits, day.BidCredits));
        Assert.Equal(2, await stage.NetAsync());
        await stage.AssertAuditAsync();
    }

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
        await bid.Report(run, [new JobReport.Returned("job-0"), new JobReport.Returned("job-1")]);
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
    public async Task Days_are_the_teams_own_and_each_has_its_own_cap()
    {
        await stage.Cluster.Team("tokyo").Open(new OpenTeam(
            "Tokyo", "Asia/Tokyo", new TeamOwner("olga", "Olga"), new SubscriptionTerms("tiny", 10, Anchor: null)));
        var bid = stage.Cluster.Client.GetGrain<IAutoBidGrain>(AutoBidKey.Of("tokyo", "olga"));
        await bid.SetSettings(BidStage.Wide with { DailyCap = 1 });
        var run = await bid.StartAsync();
        MoveTo("Asia/Tokyo", new TimeOnly(23, 50));
        Assert.NotNull(await bid.GoThroughAsync(run, BidStage.Jobs(3), _ => 90));

        stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.NotNull(await bid.GoThroughAsync(run, BidStage.Jobs(3, from: 3), _ => 90));
        var days = (await stage.Cluster.Client.GetGrain<IAutoBidInsights>(AutoBidKey.Of("tokyo", "olga")).GetFunnel(null, null))!.Days;
        Assert.Equal([1, 1], days.Select(day => day.Submitted));
        Assert.Equal(days[0].Day.AddDays(1), days[1].Day);
    }

    [Fact]
    public async Task Switched_off_it_neither_starts_nor_goes_on()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        await bid.SetSettings(BidStage.Wide with { Enabled = false });

        Assert.IsType<RunOutcome.SwitchedOff>(await bid.Start(new RunRequest("run-2", "worker-2")));
        Assert.Equal(StopCause.SwitchedOff, (await bid.Begin(run, BidStage.Jobs(1, from: 2))).Stop!.Cause);
        Assert.Equal(JobVerdict.Stop, await bid.ScoreAsync(run, 1, score: 90));
        Assert.Equal((1, 0), ((await stage.TodayAsync()).Matched, (await stage.TodayAsync()).Submitted));
    }

    [Fact]
    public async Task Of_strangers_and_removed_members_nothing_is_begun()
    {
        Assert.Null(await stage.AutoBid("nobody").GetSettings());
        Assert.False(await stage.AutoBid("nobody").SetSettings(BidStage.Wide));
        Assert.IsType<RunOutcome.NoSuchMember>(await stage.AutoBid("nobody").Start(new RunRequest("run", "worker")));
        Assert.Null(await stage.Insights("nobody").GetFunnel(null, null));

        var bid = await stage.EnableAsync(member: "ben");
        var run = await bid.StartAsync();
        await stage.Team.RemoveMember("ben");

        Assert.Equal(RefusalReason.MemberNotActive, (await bid.Begin(run, BidStage.Jobs(1))).Stop!.Refusal!.Reason);
        Assert.IsType<RunOutcome.NoSuchMember>(await bid.Start(new RunRequest("run-2", "worker")));
        Assert.NotNull(await bid.GetSettings());
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

    [Fact]
    public async Task A_lower_cap_counts_at_once()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.Begin(run, BidStage.Jobs(3));
        await bid.SetSettings(BidStage.Wide with { DailyCap = 1 });

        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 0, score: 90));
        Assert.Equal(JobVerdict.Stop, await bid.ScoreAsync(run, 1, score: 90));
        Assert.Equal(JobVerdict.Done, await bid.ScoreAsync(run, 2, score: 10));
    }

    private async Task SpendAsync(int credits)
    {
        var batch = await stage.Team.DebitMany([.. Enumerable.Range(0, credits).Select(n => TeamCalls.Request($"spend-{n}"))]);
        Assert.All(batch.Outcomes, outcome => outcome.Debited());
    }

    private void MoveTo(string timeZone, TimeOnly time)
    {
        var now = TimeZoneInfo.ConvertTime(stage.Cluster.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(timeZone)).TimeOfDay;
        var ahead = time.ToTimeSpan() - now;
        stage.Cluster.Clock.Advance(ahead > TimeSpan.Zero ? ahead : ahead + TimeSpan.FromDays(1));
    }
}
