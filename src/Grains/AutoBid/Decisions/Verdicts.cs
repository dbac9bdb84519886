using Purser.Teams;

namespace Purser.AutoBid.Decisions;

/// <summary>The verdicts of one call as they are found.</summary>
internal sealed class Verdicts
{
    private readonly Dictionary<JobId, JobGrant> verdicts = [];

    /// <summary>What ends the run for the day; null while nothing does.</summary>
    public RunStop? Stop { get; private set; }

    /// <summary>Whether a job has to wait, or the run is at its end: then none after it is begun.</summary>
    public bool IsBlocked { get; private set; }

    public void Set(JobId jobId, JobVerdict verdict, JobState? state) => verdicts[jobId] = new JobGrant(jobId, verdict, state);

    /// <summary>A job's step is granted and paid for.</summary>
    public void Grant(JobRow row) => verdicts[row.JobId] = row.State == JobState.Submitting
        ? new JobGrant(row.JobId, JobVerdict.Submit, row.State, row.Score, row.Because)
        : new JobGrant(row.JobId, JobVerdict.Match, row.State);

    /// <summary>A job has to wait for those under way, or, by a rule, for another day.</summary>
    public void Block(JobId jobId, StopCause? rule, JobState? state)
    {
        IsBlocked = true;
        Stop ??= rule is { } cause ? new RunStop(cause) : null;
        Set(jobId, Stop is null ? JobVerdict.Wait : JobVerdict.Stop, state);
    }

    /// <summary>The team refused the credit for a job's step.</summary>
    public void Refuse(JobId jobId, Refusal refusal, JobState? state)
    {
        IsBlocked = true;
        Stop ??= new RunStop(StopCause.CreditRefused, refusal);
        Set(jobId, JobVerdict.Stop, state);
    }

    /// <summary>The run has no lease: nothing is granted to it.</summary>
    public void Supersede(IEnumerable<JobId> jobIds)
    {
        Stop = new RunStop(StopCause.Superseded);
        foreach (var jobId in jobIds)
        {
            Set(jobId, JobVerdict.Stop, state: null);
        }
    }

    /// <summary>The verdicts in the order of the call.</summary>
    public JobGrants Answer(IEnumerable<JobId> jobIds) => new([.. jobIds.Select(jobId => verdicts[jobId])], Stop);
}
