using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Submitting;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Running;

/// <summary>Carries out the steps granted to one run, as many at once as there are slots, and in the order they are called.</summary>
/// <param name="member">Whose steps.</param>
/// <param name="shared">What the members share: tools and slots.</param>
/// <param name="lease">The run's right to what it was granted.</param>
/// <param name="tokens">How the worker is told to end.</param>
/// <param name="fail">Called when too many steps failed in a row.</param>
/// <param name="lost">Says that the run's grants were taken from it: what is not begun is not to be done by this run at all.</param>
internal sealed class RunSteps(
    Member member, SharedTools shared, RunLease lease, StopTokens tokens, Action<RunEnd> fail, CancellationToken lost) : IDisposable
{
    private const string EvaluationCutShort = "The worker was stopped while it was evaluated.";
    private const string SubmissionCutShort = "The worker was stopped while it was submitted; whether it arrived is not known.";

    private readonly CancellationTokenSource noMore = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stop, lost);

    private readonly Kind matching = new("matches");

    private readonly Kind submitting = new("submissions");

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
        if (!lease.IsGood)
        {
            // It waited for so long, or the machine stood still: somebody else may have it by now.
            return new FinishedStep(job, match, new JobReport.Returned(job.Id));
        }

        await SendAsync(new Proposal(member.TeamId, member.MemberId, job, score, because));
        return new FinishedStep(job, match, new JobReport.Submitted(job.Id));
    });

    public void Dispose() => noMore.Dispose();

    private async Task SendAsync(Proposal proposal)
    {
        try
        {
            await shared.Submitter.SubmitAsync(proposal, tokens.Abort).WaitAsync(tokens.Abort);
        }
        catch (OperationCanceledException cut) when (tokens.Abort.IsCancellationRequested)
        {
            throw new SubmissionFailedException(SubmissionCutShort, mayHaveArrived: true, cut);
        }
        catch (Exception failure) when (failure is not SubmissionFailedException)
        {
            throw new SubmissionFailedException(failure.Message, mayHaveArrived: true, failure);
        }
    }

    private Task<JobMatch> EvaluateAsync(JobPost job) =>
        shared.Matcher.MatchAsync(job, member.Profile, tokens.Abort).WaitAsync(tokens.Abort);

    private async Task<FinishedStep?> DoAsync(Kind kind, JobPost job, JobMatch? match, Func<Task<FinishedStep>> step)
    {
        if (!await TakeSlotAsync())
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
            return Failed(EvaluationCutShort, mayHaveArrived: false);
        }
        catch (Exception failure)
        {
            var reason = Reason.Of(failure.Message) is { Length: > 0 } message ? message : failure.GetType().Name;
            if (!tokens.Abort.IsCancellationRequested && kind.Streak.Failed())
            {
                fail(RunEnd.Failing(kind.Name, FailureStreak.Most, reason));
            }

            return Failed(reason, failure is SubmissionFailedException { MayHaveArrived: true });
        }
        finally
        {
            shared.Slots.Release();
        }

        FinishedStep Failed(string reason, bool mayHaveArrived) => new(job, match, new JobReport.Failed(job.Id, reason, mayHaveArrived));
    }

    /// <summary>Whoever waits longest is next, so that steps begin in the order in which they were granted.</summary>
    private async Task<bool> TakeSlotAsync()
    {
        try
        {
            await shared.Slots.WaitAsync(noMore.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        // A slot that gets free just then may be given all the same.
        if (noMore.IsCancellationRequested)
        {
            shared.Slots.Release();
            return false;
        }

        return true;
    }

    private sealed record Kind(string Name)
    {
        public FailureStreak Streak { get; } = new();
    }
}
