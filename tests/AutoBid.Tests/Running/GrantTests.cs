using Microsoft.Extensions.Time.Testing;
using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Running;

namespace Purser.AutoBid.Worker.Tests.Running;

public sealed class GrantTests
{
    private readonly FakeAutoBid grain = new();

    [Fact]
    public async Task Every_job_is_matched_and_those_that_reach_the_threshold_are_submitted()
    {
        using var stage = new Stage { Feed = Stage.Jobs(80, 20, 50) };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal(["job-0", "job-2"], stage.Proposals.Select(proposal => proposal.Job.Id.Value).Order());
        Assert.Equal(RunEnd.FeedOver, member.End);
        var tally = member.Member.Tally;
        Assert.Equal((3, 3, 2, 2, 1, 5), (
            tally[Counted.Read], tally[Counted.Scanned], tally[Counted.Matched], tally[Counted.Submitted], tally[Counted.Skipped],
            tally[Counted.Credits]));
        Assert.Single(grain.FinishedRuns);
        Assert.Empty(grain.Violations);
    }

    [Fact]
    public async Task Jobs_are_granted_in_the_order_of_the_feed()
    {
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(10, 1000)) };

        await stage.RunAsync(grain);

        Assert.Equal(Stage.Ids(1000), grain.Granted);
    }

    [Fact]
    public async Task No_call_has_more_jobs_than_may_be_begun_soon()
    {
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(90, 500)), Concurrency = 3 };

        await stage.RunAsync(grain);

        Assert.All(grain.Asked, ids => Assert.InRange(ids.Length, 1, 6));
    }

    [Fact]
    public async Task Jobs_out_of_the_query_are_not_asked_about()
    {
        grain.Settings = grain.Settings with { Query = "budget:>=60" };
        using var stage = new Stage { Feed = Stage.Jobs(80, 20, 60) };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal(["job-0", "job-2"], grain.Granted);
        Assert.Equal((2, 1, 0), (member.Member.Tally[Counted.InQuery], member.Member.Tally[Counted.OutOfQuery], member.Member.Tally.PassedOver));
    }

    [Fact]
    public async Task A_job_that_the_feed_brings_again_and_again_is_submitted_once()
    {
        var again = Enumerable.Repeat(Stage.Item(Stage.Job("job-0", 90)), 100);
        using var stage = new Stage { Feed = again.ToAsyncEnumerable() };
        stage.Submit = async (_, _) => await Task.Yield();

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Single(stage.Proposals);
        Assert.Equal(99, member.Member.Tally[Counted.Known]);
    }

    [Fact]
    public async Task A_second_pass_over_the_same_feed_knows_every_job()
    {
        using var first = new Stage { Feed = Stage.Jobs(80, 20) };
        await first.RunAsync(grain);
        using var second = new Stage { Feed = Stage.Jobs(80, 20) };

        var member = Assert.Single(await second.RunAsync(grain));

        Assert.Empty(second.Proposals);
        Assert.Equal((2, 0), (member.Member.Tally[Counted.Known], member.Member.Tally[Counted.Credits]));
    }

    [Fact]
    public async Task A_job_matched_on_an_earlier_day_is_only_submitted()
    {
        grain.Credits = 1;
        using var first = new Stage { Feed = Stage.Jobs(80) };
        await first.RunAsync(grain);
        grain.Credits = 10;
        using var second = new Stage { Feed = Stage.Jobs(80) };

        await second.RunAsync(grain);

        Assert.Equal(80, Assert.Single(second.Proposals).Score);
        Assert.Equal(2, grain.CreditsTaken);
    }

    [Fact]
    public async Task Later_jobs_do_not_overtake_one_that_waits()
    {
        // As long as three are under way the next one waits; most are skipped, so that many come to their turn.
        grain.Settings = grain.Settings with { DailyCap = 3 };
        using var stage = new Stage { Feed = Stage.Jobs(Enumerable.Repeat(10, 200)) };

        await stage.RunAsync(grain);

        Assert.Equal(Stage.Ids(200), grain.Granted);
        Assert.Contains(grain.Asked, ids => ids.Length > 3);
    }

    [Fact]
    public async Task A_job_that_waits_is_asked_about_again_as_soon_as_a_step_is_reported()
    {
        // On a clock that stands still no pause would ever be over.
        grain.Settings = grain.Settings with { DailyCap = 1 };
        using var stage = new Stage { Feed = Stage.Jobs(10, 10, 10, 10), Time = new FakeTimeProvider() };

        await stage.RunAsync(grain);

        Assert.Equal(Stage.Ids(4), grain.Granted);
    }

    [Fact]
    public async Task A_job_that_waits_for_others_is_asked_about_again_after_longer_and_longer_pauses()
    {
        var time = new FlyingTime();
        var other = new TaskCompletionSource();
        grain.Settings = grain.Settings with { DailyCap = 1 };
        using var held = new Stage { Feed = Stage.Jobs(10), Worker = "other", Match = async (_, _) =>
        {
            await other.Task;
            return new JobMatch(10, "");
        } };
        var holding = held.RunAsync(grain);
        await EventuallyAsync(() => grain.Granted.Count == 1);
        using var stage = new Stage { Feed = Stage.Jobs(10, 10), Time = time };

        var waiting = stage.RunAsync(grain);
        await EventuallyAsync(() => time.Waits.Count > 6);
        other.SetResult();
        await Task.WhenAll(holding, waiting);

        Assert.Equal([250, 500, 1000, 2000, 4000, 5000, 5000], time.Waits.Take(7).Select(wait => wait.TotalMilliseconds));
        Assert.Equal(["job-0", "job-1"], grain.Granted);
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
