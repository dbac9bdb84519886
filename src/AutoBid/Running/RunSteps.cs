using Purser.AutoBid.Matching;
using Purser.AutoBid.Submitting;
using Purser.Jobs;

namespace Purser.AutoBid.Running;

/// <summary>Carries out the steps granted to one run, as many at once as the workshop has benches, and in the order they are called.</summary>
/// <param name="member">Whose steps.</param>
/// <param name="shop">Where.</param>
/// <param name="tokens">How the worker is told to end.</param>
/// <param name="fail">Called when too many steps failed in a row.</param>
/// <param name="lost">Says that the run's grants were taken from it: what is not begun is not to be done by this run at all.</param>
internal sealed class RunSteps(Member member, Workshop shop, StopTokens tokens, Action<RunEnd> fail, CancellationToken lost)
    : IDisposable
{
    private readonly CancellationTokenSource noMore = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stop, lost);

    private readonly Kind matching = new("matches", "The worker was stopped while it was evaluated.");

    private readonly Kind submitting = new(
        "submissions",
        "The worker was stopped while it was submitted; whether it arrived is not known.");

    /// <summary>Evaluates a job. It never throws: what went wrong is the report. Null: there is nothing to report.</summary>
    public Task<FinishedStep?> MatchAsync(JobPost job) => DoAsync(matching, job, match: null, async () =>
    {
        var match = await EvaluateAsync(job);
        return new FinishedStep(job, match, new JobReport.Scored(job.Id, match.Score, Reason.Of(match.Because) is { Length: > 0 } because ? because : null));
    });

    /// <summary>Submits a proposal; as <see cref="MatchAsync"/> otherwise.</summary>
    /// <param name="job">The job.</param>
    /// <param name="match">How well it fits; null where an earlier run found that out and the cluster did not say; then it is found out again.</param>
    public Task<FinishedStep?> SubmitAsync(JobPost job, JobMatch? match) => DoAsync(submitting, job, match, async () =>
    {
        var (score, because) = match ?? await EvaluateAsync(job);
        var proposal = new Proposal(member.TeamId, member.MemberId, job, score, because);
        await shop.Submitter.SubmitAsync(proposal, tokens.Abort).WaitAsync(tokens.Abort);
        return new FinishedStep(job, match, new JobReport.Submitted(job.Id));
    });

    public void Dispose() => noMore.Dispose();

    private Task<JobMatch> EvaluateAsync(JobPost job) =>
        shop.Matcher.MatchAsync(job, member.Profile, tokens.Abort).WaitAsync(tokens.Abort);

    private async Task<FinishedStep?> DoAsync(Kind kind, JobPost job, JobMatch? match, Func<Task<FinishedStep>> step)
    {
        if (!await TakeBenchAsync())
        {
            return tokens.Stop.IsCancellationRequested ? new FinishedStep(job, match, new JobReport.Returned(job.Id)) : null;
        }

        try
        {
            // On the pool: a matcher that computes would hold up the loop that grants.
            var finished = await Task.Run(step, CancellationToken.None);
            kind.Streak.Succeeded();
            return finished;
        }
        catch (OperationCanceledException) when (tokens.Abort.IsCancellationRequested)
        {
            return Failed(kind.CutShort);
        }
        catch (Exception failure)
        {
            var reason = Reason.Of(failure.Message) is { Length: > 0 } message ? message : failure.GetType().Name;
            if (kind.Streak.Failed())
            {
                fail(RunEnd.Failing(kind.Name, FailureStreak.Most, reason));
            }

            return Failed(reason);
        }
        finally
        {
            shop.Benches.Release();
        }

        FinishedStep Failed(string reason) => new(job, match, new JobReport.Failed(job.Id, reason));
    }

    /// <summary>Whoever waits longest is next, so that steps begin in the order in which they were granted.</summary>
    private async Task<bool> TakeBenchAsync()
    {
        try
        {
            await shop.Benches.WaitAsync(noMore.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        // A bench that gets free just then may be handed over all the same.
        if (noMore.IsCancellationRequested)
        {
            shop.Benches.Release();
            return false;
        }

        return true;
    }

    private sealed record Kind(string Name, string CutShort)
    {
        public FailureStreak Streak { get; } = new();
    }
}
