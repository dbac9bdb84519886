using Purser.AutoBid.Feeds;
using Purser.AutoBid.Matching;
using Purser.AutoBid.Running;
using Purser.AutoBid.Submitting;
using Purser.Teams;

namespace Purser.AutoBid.Tests.Running;

public sealed class TroubleTests
{
    private readonly FakeAutoBid grain = new();

    [Theory]
    [InlineData("Start", false)]
    [InlineData("Begin", false)]
    [InlineData("Begin", true)]
    [InlineData("Report", false)]
    [InlineData("Report", true)]
    [InlineData("Finish", true)]
    public async Task A_call_without_an_answer_is_repeated_until_there_is_one(string call, bool itHappened)
    {
        Exception[] failures = [new LedgerUnavailableException("away"), new TeamBusyException("busy"), new TimeoutException("late"), new OrleansException("lost")];
        var calls = 0;
        grain.Trouble = (name, afterwards) =>
        {
            if (name == call && afterwards == itHappened && calls < failures.Length)
            {
                throw failures[calls++];
            }
        };
        var time = new FlyingTime();
        using var stage = new Stage { Feed = Stage.Jobs(90), Time = time };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal([100, 200, 400, 800], time.Waits.Select(wait => wait.TotalMilliseconds));
        Assert.Equal(RunEnd.FeedOver, member.End);
        Assert.Single(stage.Proposals);
        Assert.Equal(2, grain.CreditsTaken);
        Assert.Equal(2, member.Member.Tally[Counted.Credits]);
    }

    [Fact]
    public async Task The_same_jobs_are_asked_about_again_in_the_same_call()
    {
        var failed = false;
        grain.Trouble = (name, afterwards) =>
        {
            if (name == "Begin" && afterwards && !failed)
            {
                failed = true;
                throw new LedgerUnavailableException("The outcome is not known.");
            }
        };
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(10, 50)) };

        await stage.RunAsync(grain);

        Assert.Equal(grain.Asked[0], grain.Asked[1]);
        Assert.Equal(50, grain.CreditsTaken);
    }

    [Fact]
    public async Task A_run_ends_when_the_cluster_gives_no_answer_for_five_minutes()
    {
        grain.Trouble = (name, _) =>
        {
            if (name is not "Start")
            {
                throw new TimeoutException("late");
            }
        };
        var time = new FlyingTime();
        using var stage = new Stage { Feed = Stage.Jobs(90, 90), Time = time };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal("The cluster gave no answer for 5 minutes: late", member.End!.Why);
        Assert.InRange(time.Waits.Sum(wait => wait.TotalSeconds), 300, 310);
    }

    [Fact]
    public async Task A_feed_that_is_followed_waits_for_a_cluster_that_is_away_and_no_job_is_missed()
    {
        const int Jobs = 1000;
        var failures = 0;
        grain.Trouble = (name, _) =>
        {
            // Away for some half an hour, when some jobs have been carried out and not been reported.
            if ((failures > 0 || (name == "Report" && grain.Granted.Count > 100)) && failures++ < 150)
            {
                throw new TimeoutException("late");
            }
        };
        using var stage = new Stage { Follow = true, Feed = Stage.Jobs(Enumerable.Repeat(10, Jobs)) };

        var member = Assert.Single(await stage.RunAsync(grain));

        await stage.SaidAsync("m1: The cluster gave no answer for 5 minutes: late");
        Assert.Equal(Jobs, grain.Reports.OfType<JobReport.Scored>().Select(report => report.JobId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(grain.Granted, id => Assert.Equal(JobState.Skipped, grain.StateOf(id)));
        Assert.Equal((Jobs, Jobs), (member.Member.Tally[Counted.Credits], member.Member.Tally[Counted.Answered]));
        Assert.Equal(0, member.Member.Tally.PassedOver);
        Assert.Equal(RunEnd.FeedOver, member.End);
        Assert.Empty(grain.Violations);
    }

    [Fact]
    public async Task A_job_that_the_cluster_never_answers_does_not_hold_up_the_feed_for_ever()
    {
        grain.Trouble = (name, afterwards) =>
        {
            if (name == "Begin" && afterwards && grain.Asked[^1].Contains("job-3"))
            {
                throw new TimeoutException("late");
            }
        };
        using var stage = new Stage { Follow = true };
        stage.Feed = UntilALaterOneIsDone();

        await stage.RunAsync(grain);

        Assert.DoesNotContain(stage.Proposals, proposal => proposal.Job.Id == "job-3");

        async IAsyncEnumerable<FeedItem> UntilALaterOneIsDone()
        {
            for (var number = 0; !stage.Proposals.Any(proposal => int.Parse(proposal.Job.Id.AsSpan("job-".Length)) > 100); number++)
            {
                yield return Stage.Item(Stage.Job($"job-{number}", 90));
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_member_who_may_not_go_on_when_the_cluster_is_back_does_not_hold_up_the_others()
    {
        FakeAutoBid away = new();
        away.Trouble = (name, _) =>
        {
            away.Settings = away.Settings with { Enabled = name != "Begin" && away.Settings.Enabled };
            if (name == "Begin")
            {
                throw new TimeoutException("late");
            }
        };
        using var stage = new Stage { Follow = true };
        stage.Feed = LongerThanTheInboxes();

        await stage.RunAsync(away, grain);

        Assert.NotEmpty(grain.Granted);

        async IAsyncEnumerable<FeedItem> LongerThanTheInboxes()
        {
            for (var number = 0; number < 2000; number++)
            {
                yield return Stage.Item(Stage.Job($"job-{number}", 10));
            }

            await stage.SaidAsync("m1: Auto Bid is switched off.");
            stage.Stop();
        }
    }

    [Fact]
    public async Task A_call_that_the_cluster_refuses_is_not_repeated()
    {
        grain.Trouble = (name, _) =>
        {
            if (name == "Begin")
            {
                throw new InvalidOperationException("Too many jobs.");
            }
        };
        using var stage = new Stage { Feed = Stage.Jobs(90) };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal("The cluster refused a call: Too many jobs.", member.End!.Why);
    }

    [Fact]
    public async Task A_match_that_fails_is_reported_with_its_reason_and_the_others_go_on()
    {
        using var stage = new Stage { Feed = Stage.Jobs(90, 90) };
        var match = stage.Match;
        stage.Match = (job, cancellation) => job.Id == "job-0"
            ? throw new MatchFailedException("The model said\nnothing.")
            : match(job, cancellation);

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Contains(new JobReport.Failed("job-0", "The model said nothing."), grain.Reports);
        Assert.Equal("job-1", Assert.Single(stage.Proposals).Job.Id);
        Assert.Equal((1, 2), (member.Member.Tally[Counted.Failed], member.Member.Tally[Counted.Credits]));
    }

    [Fact]
    public async Task A_submission_that_fails_gives_only_its_own_credit_back()
    {
        using var stage = new Stage { Feed = Stage.Jobs(90) };
        stage.Submit = (_, _) => throw new SubmissionFailedException("The webhook answered 500.");

        await stage.RunAsync(grain);

        Assert.Contains(new JobReport.Failed("job-0", "The webhook answered 500."), grain.Reports);
        Assert.Equal(1, grain.CreditsTaken);
    }

    [Fact]
    public async Task A_broken_model_ends_the_run_after_ten_failures_in_a_row()
    {
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(90, 1000)), Concurrency = 2 };
        stage.Match = (_, _) => throw new MatchFailedException("It is away.");

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal("10 matches in a row failed, the last because: It is away.", member.End!.Why);
        Assert.InRange(grain.Granted.Count, 10, 10 + (2 * stage.Concurrency));
        Assert.Equal(0, grain.CreditsTaken);
    }

    [Fact]
    public async Task Failures_with_a_success_between_them_do_not_end_the_run()
    {
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Range(0, 100).Select(job => job % 9)), Concurrency = 1 };
        stage.Match = (job, _) => job.Budget == 0
            ? Task.FromResult(new JobMatch(0, ""))
            : throw new MatchFailedException("It is away.");

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal(RunEnd.FeedOver, member.End);
        Assert.Equal(100, grain.Granted.Count);
    }

    [Fact]
    public async Task Problems_of_the_feed_are_counted_and_the_jobs_among_them_done()
    {
        using var stage = new Stage();
        stage.Feed = Enumerable.Range(0, 30)
            .Select(line => (FeedItem)new FeedItem.Problem($"jobs.ndjson:{line}", "It is no JSON."))
            .Append(Stage.Item(Stage.Job("job-0", 90)))
            .ToAsyncEnumerable();

        await stage.RunAsync(grain);

        await stage.SaidAsync("jobs.ndjson:19: It is no JSON.");
        await stage.SaidAsync("There are more problems with the feed; they are only counted.");
        Assert.Single(stage.Proposals);
    }
}
