using Microsoft.Extensions.Time.Testing;
using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Running;
using Purser.AutoBid.Worker.Submitting;

namespace Purser.AutoBid.Worker.Tests.Running;

/// <summary>A run's right to what it was granted, as its holder sees it.</summary>
public sealed class LeaseTests
{
    private static readonly JobMatch Good = new(90, "It fits.");

    private readonly FakeTimeProvider clock = new();
    private readonly FakeAutoBid grain = new();

    [Theory]
    [InlineData(8, typeof(JobReport.Submitted))]
    [InlineData(10, typeof(JobReport.Returned))]
    public async Task A_holder_whose_lease_has_run_out_does_not_submit(int minutes, Type report)
    {
        using var stage = new Stage { Time = clock };
        var lease = new RunLease(clock, clock.GetTimestamp());
        clock.Advance(TimeSpan.FromMinutes(minutes));

        var done = await StepAsync(stage, lease);

        Assert.IsType(report, done!.Report);
        Assert.Equal(report == typeof(JobReport.Submitted) ? 1 : 0, stage.Proposals.Count);
    }

    [Fact]
    public async Task A_lease_counts_from_when_the_cluster_was_asked_and_not_from_its_answer()
    {
        var lease = new RunLease(clock, clock.GetTimestamp());
        await lease.RenewAsync(LateAsync, stop => stop);

        Assert.False(lease.IsGood);

        Task<RunStop?> LateAsync()
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            return Task.FromResult<RunStop?>(null);
        }
    }

    [Fact]
    public async Task A_run_whose_steps_take_long_is_heard_of_all_the_same()
    {
        var evaluating = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var score = new TaskCompletionSource<JobMatch>();
        using var stage = new Stage { Feed = Stage.Jobs(10), Time = clock };
        stage.Match = (_, _) =>
        {
            evaluating.SetResult();
            return score.Task;
        };
        var beat = new TaskCompletionSource();
        grain.Trouble = (name, afterwards) =>
        {
            if (name == "Heartbeat" && afterwards)
            {
                beat.TrySetResult();
            }
        };

        var running = stage.RunAsync(grain);
        await evaluating.Task;
        clock.Advance(TimeSpan.FromMinutes(6));
        await beat.Task.WaitAsync(TimeSpan.FromSeconds(60));
        score.SetResult(Good);
        await running;

        Assert.Equal(1, grain.Heartbeats);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_submission_that_failed_says_whether_it_may_have_arrived(bool mayHaveArrived)
    {
        using var stage = new Stage { Time = clock };
        stage.Submit = (_, _) => throw new SubmissionFailedException("No.", mayHaveArrived);

        var done = await StepAsync(stage, new RunLease(clock, clock.GetTimestamp()));

        Assert.Equal(new JobReport.Failed(JobId.Parse("job-0"), "No.", mayHaveArrived), done!.Report);
    }

    [Fact]
    public async Task Of_a_submission_that_failed_in_a_way_nobody_foresaw_it_is_not_known_whether_it_arrived()
    {
        using var stage = new Stage { Time = clock };
        stage.Submit = (_, _) => throw new InvalidOperationException("A bug.");

        var done = await StepAsync(stage, new RunLease(clock, clock.GetTimestamp()));

        Assert.Equal(new JobReport.Failed(JobId.Parse("job-0"), "A bug.", MayHaveArrived: true), done!.Report);
    }

    private async Task<FinishedStep?> StepAsync(Stage stage, RunLease lease)
    {
        using var shared = new SharedTools(stage, stage, 1, () => Task.CompletedTask, clock);
        var profile = new MemberProfile(
            new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal), "");
        using var steps = new RunSteps(
            new Member(TeamId.Parse("acme"), MemberId.Parse("m1"), profile, grain), shared, lease, stage.Tokens, _ => { }, CancellationToken.None);
        return await steps.SubmitAsync(Stage.Job("job-0", 90), Good);
    }
}
