using Purser.AutoBid.Worker.Feeds;
using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Running;
using Purser.Teams;

namespace Purser.AutoBid.Worker.Tests.Running;

public sealed class StopTests
{
    private readonly FakeAutoBid grain = new();

    [Fact]
    public async Task When_the_daily_cap_is_reached_nothing_more_is_asked_and_what_is_under_way_is_reported()
    {
        grain.Settings = grain.Settings with { DailyCap = 2 };
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(90, 1000)) };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal("The daily cap of proposals is reached.", member.End!.Why);
        Assert.Equal(2, stage.Proposals.Count);
        Assert.Empty(grain.Violations);
        Assert.Single(grain.FinishedRuns);
        Assert.Equal(member.Member.Tally[Counted.Read] - 2, member.Member.Tally.PassedOver);
    }

    [Fact]
    public async Task A_refused_credit_stops_the_day_and_says_what_is_left()
    {
        grain.Credits = 3;
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(90, 20)) };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal("The team's credits are used up: 0 left in the pool, 0 extra.", member.End!.Why);
        Assert.Equal(3, grain.CreditsTaken);
        Assert.Equal(3, member.Member.Tally[Counted.Credits]);
        Assert.Empty(grain.Violations);
    }

    [Fact]
    public async Task A_member_who_has_stopped_does_not_hold_back_the_others()
    {
        FakeAutoBid off = new(), done = new();
        off.Settings = off.Settings with { Enabled = false };
        done.Settings = done.Settings with { DailyCap = 1 };
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(90, 3000)) };

        var members = await stage.RunAsync(off, done, grain);

        Assert.Equal(3000, grain.Granted.Count);
        Assert.Single(done.Granted);
        Assert.Empty(off.Asked);
        Assert.Equal(RunEnd.SwitchedOff, members[0].End);
        Assert.Equal((3000, 2999), (members[0].Member.Tally.PassedOver, members[1].Member.Tally.PassedOver));
    }

    [Fact]
    public async Task When_everybody_has_stopped_the_rest_of_the_feed_is_not_waited_for()
    {
        grain.Settings = grain.Settings with { DailyCap = 1 };
        using var stage = new Stage();
        stage.Feed = NeverEnding();

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal(1, member.Member.Tally[Counted.Submitted]);

        static async IAsyncEnumerable<FeedItem> NeverEnding()
        {
            yield return Stage.Item(Stage.Job("job-0", 90));
            yield return Stage.Item(Stage.Job("job-1", 90));
            await new TaskCompletionSource().Task;
        }
    }

    [Fact]
    public async Task A_worker_that_is_stopped_reports_what_it_did_not_come_to_and_submits_nothing_more()
    {
        var evaluating = new TaskCompletionSource();
        var score = new TaskCompletionSource<JobMatch>();
        using var stage = new Stage { Feed = Stage.Jobs(90, 90, 90), Concurrency = 1 };
        stage.Match = (_, _) =>
        {
            evaluating.TrySetResult();
            return score.Task;
        };

        var running = stage.RunAsync(grain);
        await evaluating.Task;
        stage.Stop();
        score.SetResult(new JobMatch(90, "It fits."));
        var member = Assert.Single(await running);

        Assert.Empty(stage.Proposals);
        Assert.Contains(new JobReport.Returned(JobId.Parse("job-0")), grain.Reports);
        Assert.All(grain.Granted.Skip(1), id =>
            Assert.Contains(new JobReport.Returned(JobId.Parse(id)), grain.Reports));
        Assert.Equal(RunEnd.WorkerStopped, member.End);
        Assert.Empty(grain.Violations);
        Assert.Single(grain.FinishedRuns);
    }

    [Fact]
    public async Task What_was_granted_in_a_lost_answer_is_given_back_by_a_worker_that_is_stopped_just_then()
    {
        var clock = new WatchedClock();
        var lost = 0;
        grain.Trouble = (name, afterwards) =>
        {
            if (name == "Begin" && afterwards && lost++ < 2)
            {
                throw new LedgerUnavailableException("The outcome is not known.");
            }
        };
        using var stage = new Stage { Feed = Stage.Jobs(90), Time = clock };

        var running = stage.RunAsync(grain);
        await clock.WaitedForAsync(TimeSpan.FromMilliseconds(100));
        stage.Stop();
        await clock.PassAsync(TimeSpan.FromMilliseconds(100));
        await clock.PassAsync(TimeSpan.FromMilliseconds(200));
        await running;

        Assert.Equal(new JobReport.Returned(JobId.Parse("job-0")), Assert.Single(grain.Reports));
        Assert.Equal(JobState.Scanned, grain.StateOf("job-0"));
    }

    [Fact]
    public async Task A_submission_under_way_is_finished_when_the_worker_is_stopped()
    {
        var submitting = new TaskCompletionSource();
        var submitted = new TaskCompletionSource();
        using var stage = new Stage { Feed = Stage.Jobs(90) };
        stage.Submit = (_, _) =>
        {
            submitting.SetResult();
            return submitted.Task;
        };

        var running = stage.RunAsync(grain);
        await submitting.Task;
        stage.Stop();
        submitted.SetResult();
        await running;

        Assert.Equal(JobState.Submitted, grain.StateOf("job-0"));
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_cut_short_and_reported()
    {
        var submitting = new TaskCompletionSource();
        using var stage = new Stage { Feed = Stage.Jobs(90) };
        stage.Submit = (_, _) =>
        {
            submitting.SetResult();
            return new TaskCompletionSource().Task;
        };

        var running = stage.RunAsync(grain);
        await submitting.Task;
        stage.Stop();
        stage.Abort();
        await running;

        Assert.Contains(
            new JobReport.Failed(JobId.Parse("job-0"), "The worker was stopped while it was submitted; whether it arrived is not known.", MayHaveArrived: true),
            grain.Reports);
    }

    [Fact]
    public async Task What_was_taken_by_a_newer_run_is_not_submitted_by_the_old_one()
    {
        var evaluating = new TaskCompletionSource();
        var score = new TaskCompletionSource<JobMatch>();
        using var stage = new Stage { Feed = Stage.Jobs(90, 90), Concurrency = 1 };
        stage.Match = (_, _) =>
        {
            evaluating.TrySetResult();
            return score.Task;
        };

        var running = stage.RunAsync(grain);
        await evaluating.Task;
        await grain.Start(new RunRequest("newer", stage.Worker));
        score.SetResult(new JobMatch(90, "It fits."));
        var member = Assert.Single(await running);

        Assert.Equal(RunEnd.Superseded, member.End);
        Assert.Empty(stage.Proposals);
        Assert.Empty(grain.FinishedRuns);
    }

    [Fact]
    public async Task A_run_that_another_took_over_while_it_was_quiet_is_not_started_again()
    {
        var time = new FlyingTime(longestMinutes: 5);
        var evaluating = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var score = new TaskCompletionSource<JobMatch>();
        var reported = new TaskCompletionSource();
        using var stage = new Stage { Follow = true, Time = time, Feed = WithAPause() };
        stage.Match = async (_, _) =>
        {
            while (time.Waits.IsEmpty)
            {
                await Task.Yield();
            }

            evaluating.SetResult();
            return await score.Task;
        };
        grain.Trouble = (name, afterwards) =>
        {
            if (name == "Report" && afterwards)
            {
                reported.SetResult();
            }
        };

        var running = stage.RunAsync(grain);
        await evaluating.Task;
        await grain.Start(new RunRequest("newer", stage.Worker));
        var starts = grain.Starts;
        score.SetResult(new JobMatch(10, "It fits."));
        var member = Assert.Single(await running);

        Assert.Equal((RunEnd.Superseded, starts), (member.End, grain.Starts));

        async IAsyncEnumerable<FeedItem> WithAPause()
        {
            yield return Stage.Item(Stage.Job("job-0", 10));
            await reported.Task;
            yield return Stage.Item(Stage.Job("job-1", 10));
        }
    }

    [Fact]
    public async Task A_member_goes_on_when_the_next_day_begins_and_has_passed_over_what_came_meanwhile()
    {
        grain.Settings = grain.Settings with { DailyCap = 1 };
        using var stage = new Stage { Follow = true };
        stage.Feed = OverTwoDays();

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal(["job-0", "job-3"], stage.Proposals.Select(proposal => proposal.Job.Id.Value));
        // Waiting for tomorrow it holds no lease.
        Assert.Equal(2, grain.Starts);
        Assert.Equal(2, member.Member.Tally.PassedOver);

        async IAsyncEnumerable<FeedItem> OverTwoDays()
        {
            yield return Stage.Item(Stage.Job("job-0", 90));
            yield return Stage.Item(Stage.Job("job-1", 90));
            await stage.SaidAsync("m1: The daily cap of proposals is reached.");
            yield return Stage.Item(Stage.Job("job-2", 90));
            grain.Day = grain.Day.AddDays(1);
            await stage.SaidAsync("m1: goes on.");
            yield return Stage.Item(Stage.Job("job-3", 90));
        }
    }

    [Fact]
    public async Task A_member_goes_on_as_soon_as_Auto_Bid_is_switched_on_again()
    {
        grain.Settings = grain.Settings with { Enabled = false };
        using var stage = new Stage { Follow = true };
        stage.Feed = WhenSwitchedOn();

        await stage.RunAsync(grain);

        Assert.Equal("job-0", Assert.Single(stage.Proposals).Job.Id.Value);

        async IAsyncEnumerable<FeedItem> WhenSwitchedOn()
        {
            await stage.SaidAsync("m1: Auto Bid is switched off.");
            grain.Settings = grain.Settings with { Enabled = true };
            await stage.SaidAsync("m1: goes on.");
            yield return Stage.Item(Stage.Job("job-0", 90));
        }
    }

    [Fact]
    public async Task A_run_ends_when_no_job_comes_for_long_and_the_next_job_begins_another_by_the_settings_as_they_are_then()
    {
        var quiet = new TaskCompletionSource();
        using var stage = new Stage { Time = new FlyingTime(longestMinutes: 5) };
        grain.Trouble = (name, afterwards) =>
        {
            if (name == "Finish" && afterwards && grain.Granted.Count > 0)
            {
                quiet.TrySetResult();
            }
        };
        stage.Feed = WithAPause();

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal(["job-0"], grain.Granted);
        Assert.True(grain.Starts > 1);
        Assert.Equal(1, member.Member.Tally[Counted.OutOfQuery]);
        Assert.Equal(RunEnd.FeedOver, member.End);

        async IAsyncEnumerable<FeedItem> WithAPause()
        {
            yield return Stage.Item(Stage.Job("job-0", 90));
            await quiet.Task;
            grain.Settings = grain.Settings with { Query = "budget:>=95" };
            yield return Stage.Item(Stage.Job("job-1", 90));
        }
    }
}
