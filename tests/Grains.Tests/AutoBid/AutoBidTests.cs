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

        var stop = await bid.GoThroughAsync(await bid.StartAsync(), BidStage.Jobs(20), job => int.Parse(job.Id.Value[4..]) % 2 == 0 ? 90 : 10);

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
    public async Task Days_are_the_teams_own_and_each_has_its_own_cap()
    {
        await stage.Cluster.Team("tokyo").Open(new OpenTeam(
            "Tokyo", "Asia/Tokyo", new TeamOwner(MemberId.Parse("olga"), "Olga"), new SubscriptionTerms("tiny", 10, Anchor: null)));
        var bid = stage.Cluster.Client.GetGrain<IAutoBidGrain>(new AutoBidKey(TeamId.Parse("tokyo"), MemberId.Parse("olga")));
        await bid.SetSettings(BidStage.Wide with { DailyCap = 1 });
        var run = await bid.StartAsync();
        MoveTo("Asia/Tokyo", new TimeOnly(23, 50));
        Assert.NotNull(await bid.GoThroughAsync(run, BidStage.Jobs(3), _ => 90));

        stage.Cluster.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.NotNull(await bid.GoThroughAsync(run, BidStage.Jobs(3, from: 3), _ => 90));
        var days = (await stage.Cluster.Client.GetGrain<IAutoBidInsights>(new AutoBidKey(TeamId.Parse("tokyo"), MemberId.Parse("olga"))).GetFunnel(null, null))!.Days;
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
        await stage.Team.RemoveMember(MemberId.Parse("ben"));

        Assert.Equal(RefusalReason.MemberNotActive, (await bid.Begin(run, BidStage.Jobs(1))).Stop!.Refusal!.Reason);
        Assert.IsType<RunOutcome.NoSuchMember>(await bid.Start(new RunRequest("run-2", "worker")));
        Assert.NotNull(await bid.GetSettings());
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
