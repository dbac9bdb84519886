using System.Collections.Concurrent;
using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Submitting;
using Purser.Teams;

namespace Purser.AutoBid.Worker.Tests.Running;

public sealed class ManyJobsTests
{
    private const int Jobs = 4000;

    /// <summary>Two workers of one member over the same jobs, while calls are lost, matches and submissions fail and credits run out.</summary>
    [Theory]
    [InlineData(1, 100_000, int.MaxValue / 2)]
    [InlineData(2, 700, int.MaxValue / 2)]
    [InlineData(3, 100_000, 2500)]
    public async Task Whatever_happens_each_job_is_submitted_at_most_once_and_only_when_granted(int seed, int cap, int credits)
    {
        var chance = new Random(seed);
        var scores = Enumerable.Range(0, Jobs).Select(_ => chance.Next(101)).ToArray();
        var grain = new FakeAutoBid { Credits = credits };
        grain.Settings = grain.Settings with { DailyCap = cap };
        grain.Trouble = (name, _) =>
        {
            // Called under the grain's lock.
            if (name is "Begin" or "Report" && chance.Next(4) == 0)
            {
                throw new LedgerUnavailableException("The outcome is not known.");
            }
        };
        var ungranted = new ConcurrentQueue<JobId>();
        using var first = Create("first");
        using var second = Create("second");

        await Task.WhenAll(first.RunAsync(grain), second.RunAsync(grain));

        var submitted = first.Proposals.Concat(second.Proposals).Select(proposal => proposal.Job.Id).ToList();
        Assert.Equal(submitted.Count, submitted.Distinct().Count());
        Assert.Empty(ungranted);
        Assert.Empty(grain.Violations);
        Assert.InRange(submitted.Count, 100, cap);
        Assert.InRange(grain.CreditsTaken, 0, credits);
        Assert.All(submitted, id => Assert.Equal(JobState.Submitted, grain.StateOf(id.Value)));
        Assert.True(cap < Jobs || credits < Jobs || grain.Granted.Count == Jobs);

        Stage Create(string worker)
        {
            var stage = new Stage { Worker = worker, Concurrency = 8, Feed = Stage.Jobs(scores), Time = new FlyingTime(standsStill: true) };
            var match = stage.Match;
            stage.Match = async (job, cancellation) =>
            {
                await Task.Yield();
                return scores[Number(job.Id.Value)] % 25 == 7 ? throw new MatchFailedException("No.") : await match(job, cancellation);
            };
            stage.Submit = async (proposal, _) =>
            {
                if (!grain.MaySubmit(proposal.Job.Id))
                {
                    ungranted.Enqueue(proposal.Job.Id);
                }

                await Task.Yield();
                if (Number(proposal.Job.Id.Value) % 17 == 3)
                {
                    throw new SubmissionFailedException("No.", mayHaveArrived: false);
                }
            };
            return stage;
        }

        static int Number(string id) => int.Parse(id.AsSpan("job-".Length));
    }
}
