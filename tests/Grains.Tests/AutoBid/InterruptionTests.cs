using Purser.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>What was begun and broke off half-way: nothing is submitted twice, and every credit is accounted for.</summary>
public sealed class InterruptionTests(LedgerServer server) : IAsyncLifetime
{
    private BidStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task A_submission_under_way_is_not_granted_again_after_a_start_that_failed_half_way()
    {
        var bid = await stage.EnableAsync();
        await SubmittingAsync(bid, await bid.StartAsync());
        await WhileRowsAreRefusedAsync(() => bid.StartAsync("run-2"));

        Assert.Equal(JobVerdict.Done, await bid.BeginAsync(await bid.StartAsync("run-2"), 1));
        Assert.Equal((1, 1L), ((await stage.TodayAsync()).Failed, await stage.NetAsync()));
    }

    [Fact]
    public async Task A_submission_that_no_run_knows_of_any_more_fails_when_it_is_met()
    {
        var bid = await stage.EnableAsync();
        await SubmittingAsync(bid, await bid.StartAsync());
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_run SET run_id = 'run-2'");
        await stage.Cluster.DeactivateAsync();

        Assert.Equal(JobVerdict.Done, await bid.BeginAsync(await bid.StartAsync("run-2"), 1));
        Assert.Equal((1, 1L), ((await stage.TodayAsync()).Failed, await stage.NetAsync()));
    }

    [Fact]
    public async Task A_finish_that_failed_half_way_is_repeated()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await SubmittingAsync(bid, run);
        await bid.BeginAsync(run, 2);
        await WhileRowsAreRefusedAsync(() => bid.Finish(run));

        Assert.NotNull(await bid.Finish(run));
        Assert.Equal(1, await stage.NetAsync());
    }

    [Fact]
    public async Task The_jobs_of_a_worker_that_is_gone_for_good_come_free_also_if_activations_are_short()
    {
        var bid = await stage.EnableAsync();
        await bid.BeginAsync(await bid.StartAsync("run-0", "gone"), 1);
        stage.Cluster.Clock.Advance(TimeSpan.FromDays(1));
        await stage.Cluster.DeactivateAsync();

        Assert.Equal(JobVerdict.Match, await bid.BeginAsync(await bid.StartAsync("run-1", "another"), 1));
        Assert.Equal(1, await stage.NetAsync());
    }

    [Fact]
    public async Task A_job_of_days_ago_that_was_gone_on_with_is_known_to_the_next_activation()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.Begin(run, BidStage.Jobs(2, from: 1));
        await bid.SetSettings(BidStage.Wide with { DailyCap = 1 });
        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 1, score: 90));
        Assert.Equal(JobVerdict.Stop, await bid.ScoreAsync(run, 2, score: 90));
        await bid.SubmitAsync(run, 1);
        await bid.Finish(run);
        stage.Cluster.Clock.Advance(TimeSpan.FromDays(10));
        await stage.Cluster.DeactivateAsync();

        Assert.Equal(JobVerdict.Submit, await bid.BeginAsync(await bid.StartAsync("run-2"), 2));
        Assert.Equal(true, await stage.Cluster.ScalarAsync("SELECT settled_before > day FROM purser.auto_bid_member JOIN purser.auto_bid_job USING (team_id, member_id) WHERE job_id = 'job-2'"));
        await stage.Cluster.DeactivateAsync();

        // Its run is replaced: whether the proposal was sent is not known.
        Assert.Equal(JobVerdict.Done, await bid.BeginAsync(await bid.StartAsync("run-3"), 2));
        Assert.Equal(1, (await stage.TodayAsync()).Failed);
    }

    [Fact]
    public async Task What_is_owed_since_yesterday_goes_back_at_the_end_of_the_last_run()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        await bid.ScoreAsync(run, 1, score: 10);
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_job SET state = 6, score = NULL, match_credit = 0, owed = true");
        await stage.Cluster.DeactivateAsync();
        stage.Cluster.Clock.Advance(TimeSpan.FromDays(1));

        await bid.Finish(run);

        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task Two_last_runs_that_end_at_once_give_each_credit_back_once()
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCredits = 8 });
        await bid.Begin(await bid.StartAsync("run-0", "one"), BidStage.Jobs(2));
        var one = await bid.StartAsync("run-1", "one");
        var two = await bid.StartAsync("run-2", "two");
        await bid.BeginAsync(one, 50);
        await bid.BeginAsync(two, 51);

        await Task.WhenAll(bid.Finish(one), bid.Finish(two));

        await bid.GoThroughAsync(await bid.StartAsync("run-3"), BidStage.Jobs(40, from: 10), _ => 90);
        Assert.Equal(8, await stage.NetAsync());
    }

    [Fact]
    public async Task A_finish_whose_clearing_up_failed_is_repeated()
    {
        var bid = await stage.EnableAsync();
        await bid.BeginAsync(await bid.StartAsync("run-0"), 1);
        var run = await bid.StartAsync("run-1");
        await WhileRowsAreRefusedAsync(() => bid.Finish(run));

        Assert.NotNull(await bid.Finish(run));
        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task What_was_left_goes_back_also_while_other_runs_never_end()
    {
        var bid = await stage.EnableAsync();
        await bid.StartAsync("run-0", "another");
        await bid.BeginAsync(await bid.StartAsync("run-1"), 1);
        stage.Cluster.Clock.Advance(TimeSpan.FromDays(2));

        await bid.StartAsync("run-2");

        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task A_credit_taken_late_goes_back_though_its_job_was_begun_the_day_before()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await bid.BeginAsync(run, 1);
        await bid.ScoreAsync(run, 1, score: 10);
        // Its submission was granted, and failed while its debit was still on the way.
        await stage.Cluster.ScalarAsync(
            $"UPDATE purser.auto_bid_job SET state = 6, score = 90, owed = true, left_at = '{stage.Cluster.Clock.GetUtcNow():O}', own_keys = false");
        await stage.Cluster.DeactivateAsync();
        stage.Cluster.Clock.Advance(TimeSpan.FromHours(20));
        await bid.Finish(run);
        await stage.Team.Debit(new DebitRequest("auto-bid/olga/job-1/submit", MemberId.Parse("olga"), AiAction.AutoBid, JobId.Parse("job-1")));

        await bid.Finish(await bid.StartAsync("run-2"));

        Assert.Equal(1, await stage.NetAsync());
    }

    [Fact]
    public async Task Switched_off_the_jobs_of_a_worker_that_comes_back_are_given_up_and_their_credits_go_back()
    {
        var bid = await stage.EnableAsync();
        await bid.BeginAsync(await bid.StartAsync(), 1);
        await bid.SetSettings(BidStage.Wide with { Enabled = false });

        Assert.IsType<RunOutcome.SwitchedOff>(await bid.Start(new RunRequest("run-2", "worker")));
        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task The_jobs_of_a_member_who_was_removed_are_given_up_when_the_worker_comes_back()
    {
        var bid = await stage.EnableAsync(member: "mia");
        await bid.BeginAsync(await bid.StartAsync(), 1);
        await stage.Team.RemoveMember(MemberId.Parse("mia"));

        Assert.IsType<RunOutcome.NoSuchMember>(await bid.Start(new RunRequest("run-2", "worker")));
        Assert.Equal(0, await stage.NetAsync("mia"));
    }

    [Fact]
    public async Task Runs_that_are_gone_are_noticed_also_by_a_worker_that_only_looks_in()
    {
        var bid = await stage.EnableAsync();
        await bid.BeginAsync(await bid.StartAsync("run-0", "gone"), 1);
        stage.Cluster.Clock.Advance(TimeSpan.FromHours(1));

        await bid.Finish(await bid.StartAsync("run-1", "another"));

        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task An_activation_that_was_followed_by_another_grants_nothing_from_memory()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        await SubmittingAsync(bid, run);
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_member SET epoch = epoch + 1");

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => bid.BeginAsync(run, 1));
    }

    [Fact]
    public async Task A_run_that_ends_while_it_begins_a_job_has_the_credit_back()
    {
        var bid = await stage.EnableAsync();
        var run = await bid.StartAsync();
        Task<JobVerdict>? begin = null;
        Task<FunnelDay?>? finish = null;
        await stage.Cluster.WhileNobodyCommitsAsync(async () =>
        {
            begin = bid.BeginAsync(run, 1);
            await UntilDebitIsUnderWayAsync();
            finish = bid.Finish(run);
        });

        await begin!;
        Assert.NotNull(await finish!);
        Assert.Equal(JobVerdict.Done, await bid.ScoreAsync(run, 1, score: 90));
        Assert.Equal(0, await stage.NetAsync());
    }

    [Fact]
    public async Task Settings_set_at_once_are_the_same_in_memory_and_in_the_table()
    {
        var bid = await stage.EnableAsync();
        await Task.WhenAll(Enumerable.Range(1, 50).Select(threshold => bid.SetSettings(BidStage.Wide with { Threshold = threshold })));

        var ready = Assert.IsType<RunOutcome.Ready>(await bid.Start(new RunRequest("run-1", "worker")));
        Assert.Equal(await bid.GetSettings(), ready.Settings);
    }

    [Fact]
    public async Task A_silo_whose_clock_is_behind_goes_on_with_the_day_that_was_begun()
    {
        var bid = await stage.EnableAsync(BidStage.Wide with { DailyCap = 1 });
        var run = await bid.StartAsync();
        await SubmittingAsync(bid, run);
        Assert.Equal(JobVerdict.Done, await bid.SubmitAsync(run, 1));
        await stage.Cluster.ScalarAsync("UPDATE purser.auto_bid_job SET day = day + 1, bid_day = bid_day + 1, submit_day = submit_day + 1");
        await stage.Cluster.DeactivateAsync();

        Assert.Equal(JobVerdict.Stop, await bid.BeginAsync(await bid.StartAsync("run-2"), 2));
    }

    private Task UntilDebitIsUnderWayAsync() => TeamCluster.UntilAsync(() => stage.Cluster.Service<LedgerWriter>().RowsInFlight > 0);

    private static async Task SubmittingAsync(IAutoBidGrain bid, string run)
    {
        await bid.BeginAsync(run, 1);
        Assert.Equal(JobVerdict.Submit, await bid.ScoreAsync(run, 1, score: 90));
    }

    private async Task WhileRowsAreRefusedAsync(Func<Task> call)
    {
        await stage.Cluster.ScalarAsync(
            """
            CREATE FUNCTION purser.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON purser.auto_bid_job FOR EACH ROW EXECUTE FUNCTION purser.refuse();
            """);
        await Assert.ThrowsAsync<LedgerUnavailableException>(call);
        await stage.Cluster.ScalarAsync("DROP TRIGGER refuse ON purser.auto_bid_job");
    }
}
