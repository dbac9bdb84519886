namespace Purser.AutoBid;

/// <summary>How a write of jobs ended.</summary>
internal enum JobWriteOutcome
{
    /// <summary>Every row is in the table, committed and flushed.</summary>
    Committed,

    /// <summary>Nothing of it was written: another activation serves the member now.</summary>
    Fenced,

    /// <summary>It may or may not have been written.</summary>
    Unknown,
}

/// <summary>Who writes a member's jobs: rows of an activation that has been followed by another are refused.</summary>
internal sealed record JobFence(string TeamId, string MemberId, long Epoch);

/// <summary>Rows that one call wants in the table, all or none; a job at most once.</summary>
internal sealed class JobWrite(JobFence fence, IReadOnlyCollection<JobRow> rows)
{
    private readonly TaskCompletionSource<JobWriteOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobFence Fence => fence;

    public IReadOnlyCollection<JobRow> Rows => rows;

    public Task<JobWriteOutcome> Outcome => outcome.Task;

    public void End(JobWriteOutcome how) => outcome.TrySetResult(how);
}
