using Purser.AutoBid.Worker.Feeds;
using Purser.AutoBid.Worker.Running;
using Purser.Teams;

namespace Purser.AutoBid.Worker.Tests.Running;

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

    [Theory]
    [InlineData("Begin", false)]
    [InlineData("Begin", true)]
    [InlineData("Report", false)]
    [InlineData("Report", true)]
    public async Task A_feed_that_is_followed_waits_for_a_cluster_that_is_away_and_goes_on_where_it_was(string call, bool itHappened)
    {
        const int Jobs = 1000;
        var failures = 0;
        grain.Trouble = (name, afterwards) =>
        {
            // Away for half an hour or so.
            if ((failures > 0 || (name == call && afterwards == itHappened && grain.Granted.Count > 100)) && failures++ < 400)
            {
                throw new TimeoutException("late");
            }
        };
        using var stage = new Stage { Follow = true, Feed = Stage.Jobs(Enumerable.Range(0, Jobs).Select(job => job % 2 == 0 ? 90 : 10)) };
        stage.Probe = () => failures is > 0 and < 400 ? throw new TimeoutException("late") : Task.CompletedTask;

        var member = Assert.Single(await stage.RunAsync(grain));

        await stage.SaidAsync("m1: The cluster gives no answer and is waited for: late");
        await stage.SaidAsync("m1: The cluster is there again.");
        Assert.Equal(1, grain.Starts);
        Assert.Equal(Stage.Ids(Jobs), grain.Granted);
        // A submission granted before, and begun only when the lease had run out in that half hour, is given back, not sent.
        var returned = grain.Reports.OfType<JobReport.Returned>().DistinctBy(report => report.JobId).Count();
        Assert.InRange(returned, 0, stage.Concurrency * 2);
        Assert.Equal(Jobs / 2, stage.Proposals.Count + returned);
        Assert.Equal((Jobs + (Jobs / 2), 0), (member.Member.Tally[Counted.Credits], member.Member.Tally.PassedOver));
        Assert.Empty(grain.Violations);
    }

    [Fact]
    public async Task A_run_that_was_dismissed_while_the_cluster_could_not_be_reached_is_followed_by_another()
    {
        var failures = 0;
        using var stage = new Stage { Follow = true, Feed = Stage.Jobs(Enumerable.Repeat(10, 1000)) };
        grain.Trouble = (name, _) =>
        {
            if (failures < 400 && grain.Granted.Count > 100)
            {
                failures++;
                throw new TimeoutException("late");
            }

            if (failures++ == 400)
            {
                grain.Dismiss(stage.Worker);
            }
        };
        stage.Probe = () => failures < 400 ? throw new TimeoutException("late") : Task.CompletedTask;

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal((2, RunEnd.FeedOver), (grain.Starts, member.End));
        // A few it was at it leaves to whoever went on meanwhile.
        Assert.InRange(grain.Granted.Count, 900, 1000);
    }

    [Fact]
    public async Task A_hiccup_just_when_the_cluster_is_back_gives_nothing_up()
    {
        var isAway = false;
        var (probes, hiccups) = (0, 0);
        grain.Trouble = (_, _) =>
        {
            isAway |= probes == 0 && grain.Granted.Count > 100;
            if (isAway || (probes > 0 && hiccups++ < 3))
            {
                throw new LedgerUnavailableException("away");
            }
        };
        using var stage = new Stage { Follow = true, Feed = Stage.Jobs(Enumerable.Repeat(10, 1000)), Concurrency = 1 };
        stage.Probe = () =>
        {
            isAway &= ++probes < 4;
            return isAway ? throw new TimeoutException("late") : Task.CompletedTask;
        };

        var member = Assert.Single(await stage.RunAsync(grain));

        Assert.Equal((1, 0), (grain.Starts, member.Member.Tally.PassedOver));
    }

    [Theory]
    [InlineData("Begin")]
    [InlineData("Report")]
    public async Task A_cluster_that_refuses_to_say_whether_it_is_there_is_there(string call)
    {
        grain.Trouble = (name, _) =>
        {
            if (name == call)
            {
                throw new TimeoutException("late");
            }
        };
        using var stage = new Stage { Follow = true, Feed = Stage.Jobs(Enumerable.Repeat(10, 100)) };
        stage.Probe = () => throw new InvalidOperationException("No.");

        await stage.RunAsync(grain);

        await stage.SaidAsync("m1: The cluster gave no answer for 5 minutes: late");
    }

    [Fact]
    public async Task A_run_that_was_dismissed_while_the_others_could_not_start_is_followed_by_another()
    {
        FakeAutoBid late = new();
        var failures = 0;
        var isDismissed = false;
        using var stage = new Stage { Follow = true, Feed = Stage.Jobs(Enumerable.Repeat(10, 100)) };
        late.Trouble = (name, _) =>
        {
            if (name == "Start" && failures++ < 400)
            {
                throw new TimeoutException("late");
            }
        };
        stage.Probe = () => failures < 400 ? throw new TimeoutException("late") : Task.CompletedTask;
        grain.Trouble = (name, _) =>
        {
            if (name == "Begin" && !isDismissed)
            {
                isDismissed = true;
                grain.Dismiss(stage.Worker);
            }
        };

        var members = await stage.RunAsync(grain, late);

        Assert.Equal(RunEnd.FeedOver, members[0].End);
    }

    [Theory]
    [InlineData("Begin")]
    [InlineData("Report")]
    public async Task A_job_that_alone_never_has_an_answer_does_not_hold_up_the_feed_for_ever(string call)
    {
        var earlier = 0;
        grain.Trouble = (name, afterwards) =>
        {
            if (!afterwards)
            {
                earlier = grain.Reports.Count;
            }
            else if (name == call && (name == "Begin" ? grain.Asked[^1] : grain.Reports.Skip(earlier).Select(report => report.JobId.Value)).Contains("job-3"))
            {
                throw new TimeoutException("late");
            }
        };
        using var stage = new Stage { Follow = true, Concurrency = 1 };
        stage.Feed = UntilALaterOneIsDone();

        await stage.RunAsync(grain);

        Assert.DoesNotContain(stage.Proposals, proposal => proposal.Job.Id.Value == "job-3");

        async IAsyncEnumerable<FeedItem> UntilALaterOneIsDone()
        {
            for (var number = 0; !stage.Proposals.Any(proposal => int.Parse(proposal.Job.Id.Value.AsSpan("job-".Length)) > 100); number++)
            {
                yield return Stage.Item(Stage.Job($"job-{number}", 90));
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_member_whose_calls_alone_have_no_answer_does_not_hold_up_the_others()
    {
        FakeAutoBid away = new() { Trouble = (name, _) => throw new TimeoutException("late") };
        using var stage = new Stage { Follow = true };
        stage.Feed = LongerThanAnInbox();

        await stage.RunAsync(away, grain);

        async IAsyncEnumerable<FeedItem> LongerThanAnInbox()
        {
            for (var number = 0; number < 2000; number++)
            {
                yield return Stage.Item(Stage.Job($"job-{number}", 10));
            }

            stage.Stop();
            await Task.CompletedTask;
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
}
