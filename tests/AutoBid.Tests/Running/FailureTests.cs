using Purser.AutoBid.Worker.Feeds;
using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Running;
using Purser.AutoBid.Worker.Submitting;

namespace Purser.AutoBid.Worker.Tests.Running;

public sealed class FailureTests
{
    private readonly FakeAutoBid grain = new();

    [Fact]
    public async Task A_match_that_fails_is_reported_with_its_reason_and_the_others_go_on()
    {
        using var stage = new Stage { Feed = Stage.Jobs(90, 90) };
        var match = stage.Match;
        stage.Match = (job, cancellation) => job.Id.Value == "job-0"
            ? throw new MatchFailedException("The model said\nnothing.")
            : match(job, cancellation);

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Contains(new JobReport.Failed(JobId.Parse("job-0"), "The model said nothing."), grain.Reports);
        Assert.Equal("job-1", Assert.Single(stage.Proposals).Job.Id.Value);
        Assert.Equal((1, 2), (member.Member.Tally[Counted.Failed], member.Member.Tally[Counted.Credits]));
    }

    [Fact]
    public async Task A_submission_that_fails_gives_only_its_own_credit_back()
    {
        using var stage = new Stage { Feed = Stage.Jobs(90) };
        stage.Submit = (_, _) => throw new SubmissionFailedException("The webhook answered 400.", mayHaveArrived: false);

        await stage.RunAsync(grain);

        Assert.Contains(new JobReport.Failed(JobId.Parse("job-0"), "The webhook answered 400."), grain.Reports);
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
