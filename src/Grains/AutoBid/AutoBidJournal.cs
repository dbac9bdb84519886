using Purser.AuditTrail;
using Purser.AutoBid.Decisions;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>
/// A member's account together with the right to write their rows. The account runs ahead of the table; nothing it says is told
/// before that is written. After a write that failed the journal is lost, and another is opened from the table.
/// </summary>
internal sealed class AutoBidJournal(JobFence fence, BidAccount account, AutoBidStore store, JobWriter writer, IGrainFactory grains)
{
    private (DateOnly Day, long Position, StopCause Cause)? lastStop;

    public BidAccount Account => account;

    private TeamId TeamId => fence.TeamId;

    /// <summary>The rows of jobs that are finished; of the others the account knows.</summary>
    public async Task<Dictionary<JobId, JobRow>> FindAsync(IEnumerable<JobId> jobs)
    {
        JobId[] finished = [.. jobs.Where(jobId => account.Find(jobId) is null)];
        return finished.Length == 0 ? [] : (await store.FindAsync(fence, finished)).ToDictionary(row => row.JobId);
    }

    /// <summary>Makes a decision durable. The row comes before the credit, so a credit taken is always one that a row tells of.</summary>
    /// <exception cref="LedgerUnavailableException">It may not be, or another activation serves the member.</exception>
    public async Task CommitAsync(Decision decision, DateTimeOffset now)
    {
        if (decision.Rows.Count > 0)
        {
            switch (await writer.WriteAsync(fence, decision.Rows))
            {
                case JobWriteOutcome.Committed:
                    break;
                case JobWriteOutcome.Fenced:
                    throw fence.IsServedElsewhere();
                default:
                    throw new LedgerUnavailableException(
                        $"Whether the jobs of {fence.MemberId} of team {TeamId} were written is not known; try again.");
            }
        }

        if (decision.Forgotten.Count > 0)
        {
            await store.ForgetAsync(fence, decision.Forgotten);
        }

        if (decision.Rows.Exists(row => row.Owed))
        {
            await PayBackAsync(now);
        }

        if (decision.EndedRuns.Count > 0)
        {
            await store.RemoveLeasesAsync(fence, decision.EndedRuns);
        }
    }

    /// <summary>Takes the credits of steps.</summary>
    /// <returns>An outcome for each.</returns>
    public async Task<DebitOutcome[]> DebitAsync(IReadOnlyCollection<Step> steps)
    {
        var requests = steps.Select(step => new DebitRequest(
            JobKeys.Of(fence.MemberId, step.Row, step.Row.LastStep), fence.MemberId, step.Row.LastStep, step.Row.JobId));
        return (await grains.GetGrain<ITeamSteps>(TeamId).DebitSteps([.. requests])).Outcomes;
    }

    /// <summary>
    /// Gives back what is owed; after an interruption the rows say so still and this is done again. A step without a debit had
    /// none, or has it under way: for a while the row goes on saying that it is owed.
    /// </summary>
    public async Task PayBackAsync(DateTimeOffset now)
    {
        var owed = account.Owed.ToDictionary(row => JobKeys.Of(fence.MemberId, row, row.LastStep), StringComparer.Ordinal);
        if (owed.Count == 0)
        {
            return;
        }

        var entries = await store.EntriesAsync(TeamId, [.. owed.Keys]);
        var settled = new Decision();
        foreach (var (key, row) in owed)
        {
            var isPaidBack = entries.TryGetValue(key, out var entry)
                && await grains.GetGrain<ITeamGrain>(TeamId).Reverse(entry, row.Because) is ReversalOutcome.Reversed;
            if (isPaidBack || Settling.IsOver(row, now))
            {
                settled.Rows.Add(account.Put(row, row with { Owed = false, LeftAt = null }));
            }
        }

        await CommitAsync(settled, now);
    }

    /// <summary>Gives a run its lease, or writes down that it was renewed where that was done long enough ago.</summary>
    public async Task PutLeaseAsync(JobLease lease)
    {
        var isNoted = lease.IsToBeNoted;
        account.Put(isNoted ? lease with { NotedAt = lease.RenewedAt } : lease);
        if (isNoted)
        {
            await store.PutLeaseAsync(fence, lease);
        }
    }

    public async Task SaveAsync(AutoBidSettings settings, DateTimeOffset now)
    {
        await store.SaveAsync(fence, account.Settings, settings, Actor.Current, now);
        account.Settings = settings;
    }

    /// <summary>Remembers what stopped a run.</summary>
    /// <returns>Whether that is new.</returns>
    public async Task<bool> RememberStopAsync(RunStop? stop, DateTimeOffset now)
    {
        if (stop is null or { Cause: StopCause.Superseded } || lastStop == (account.Today, account.LastPaid, stop.Cause))
        {
            return false;
        }

        await store.PutStopAsync(fence, account.Today, account.LastPaid, stop, now);
        lastStop = (account.Today, account.LastPaid, stop.Cause);
        return true;
    }

    /// <summary>Makes sure that this activation serves the member still.</summary>
    public Task ProveAsync() => store.ProveAsync(fence);
}
