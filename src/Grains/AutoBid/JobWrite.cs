using Purser.AutoBid.Decisions;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>How a write of jobs ended.</summary>
internal abstract record JobWriteOutcome
{
    private JobWriteOutcome()
    {
    }

    /// <summary>The rows are in the table, committed and flushed.</summary>
    public sealed record Committed : JobWriteOutcome;

    /// <summary>Nothing of it was written: another activation serves the member now.</summary>
    public sealed record Fenced : JobWriteOutcome;

    /// <summary>It may or may not have been written.</summary>
    public sealed record Unknown : JobWriteOutcome;
}

/// <summary>Who writes a member's jobs: rows of an activation that has been followed by another are refused.</summary>
internal sealed record JobFence(TeamId TeamId, MemberId MemberId, long Epoch)
{
    public LedgerUnavailableException IsServedElsewhere() => new($"Auto Bid of {MemberId} of team {TeamId} is being served elsewhere; try again.");
}

/// <summary>Rows that one call wants in the table; a job at most once.</summary>
internal sealed class JobWrite(JobFence fence, IReadOnlyCollection<JobRow> rows) : IQueuedWrite
{
    private readonly TaskCompletionSource<JobWriteOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JobWriteOutcome how = new JobWriteOutcome.Unknown();

    public JobFence Fence => fence;

    public IReadOnlyCollection<JobRow> JobRows => rows;

    public Task<JobWriteOutcome> Outcome => outcome.Task;

    /// <inheritdoc />
    public int Rows => rows.Count;

    public void End(JobWriteOutcome ended) => how = ended;

    /// <inheritdoc />
    public void Answer() => outcome.TrySetResult(how);
}
