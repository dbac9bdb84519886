namespace Purser.AutoBid.Decisions;

/// <summary>
/// A member's Auto Bid in memory: settings, the leases of runs, jobs that are not finished, and how far today's caps are used up.
/// It is the fold of the member's rows, and runs ahead of the table by those that are being written.
/// </summary>
internal sealed class BidAccount
{
    private readonly Dictionary<string, JobLease> leases = new(StringComparer.Ordinal);
    private readonly Dictionary<JobId, JobRow> unfinished = [];
    private long lastPosition;

    /// <param name="settings">As the member has set them.</param>
    /// <param name="today">The day that is counted for.</param>
    /// <param name="places">Of its cap, what is used.</param>
    /// <param name="credits">Of its credits, what is granted.</param>
    /// <param name="lastPosition">The place of the job begun last.</param>
    /// <param name="leases">Of the runs under way, one per worker.</param>
    /// <param name="unfinished">The jobs that are not finished, whatever their day.</param>
    public BidAccount(
        AutoBidSettings settings, DateOnly today, int places, int credits, long lastPosition, IEnumerable<JobLease> leases, IEnumerable<JobRow> unfinished)
    {
        (Settings, Today, this.lastPosition, LastPaid) = (settings, today, lastPosition, lastPosition);
        foreach (var lease in leases)
        {
            this.leases.Add(lease.Run.RunId, lease);
        }

        Use = new CapUse(places, credits);
        foreach (var row in unfinished)
        {
            this.unfinished.Add(row.JobId, row);
            var use = CapUse.Of(row, today);
            Use += use with { Places = 0, Credits = 0 };
        }
    }

    public AutoBidSettings Settings { get; set; }

    public DateOnly Today { get; private set; }

    /// <summary>How far today's caps are used up.</summary>
    public CapUse Use { get; private set; }

    /// <summary>The place of the last job whose match is paid for.</summary>
    public long LastPaid { get; private set; }

    public IReadOnlyCollection<JobLease> Leases => leases.Values;

    public IReadOnlyCollection<JobRow> Unfinished => unfinished.Values;

    /// <summary>Whether neither a run nor the passing of time has anything to do.</summary>
    public bool IsIdle => leases.Count == 0 && unfinished.Count == 0;

    public IEnumerable<JobRow> Owed => unfinished.Values.Where(row => row.Owed);

    /// <summary>A job that is not finished; null where there is none of that id.</summary>
    public JobRow? Find(JobId jobId) => unfinished.GetValueOrDefault(jobId);

    public JobLease? LeaseOf(string runId) => leases.GetValueOrDefault(runId);

    /// <summary>The lease that a worker has; null when none.</summary>
    public JobLease? LeaseOfWorker(string worker) => leases.Values.FirstOrDefault(lease => lease.Run.Worker == worker);

    /// <summary>Gives a run its lease, or renews it.</summary>
    public void Put(JobLease lease) => leases[lease.Run.RunId] = lease;

    public void End(string runId) => leases.Remove(runId);

    /// <summary>A new day has begun by the clock; time never runs backwards.</summary>
    public void PassTime(DateOnly today)
    {
        if (today <= Today)
        {
            return;
        }

        // Nothing is finished of a day that nobody has begun.
        Today = today;
        Use = unfinished.Values.Aggregate(default(CapUse), (use, row) => use + CapUse.Of(row, today));
    }

    /// <summary>The place of the next job.</summary>
    public long NextPosition() => ++lastPosition;

    /// <summary>A job's step is paid for.</summary>
    public void Pay(JobRow row) => LastPaid = Math.Max(LastPaid, row.Position);

    /// <summary>A job changes.</summary>
    /// <param name="before">How it stood; null where it was not known.</param>
    /// <param name="after">How it stands.</param>
    public JobRow Put(JobRow? before, JobRow after)
    {
        Use += CapUse.Of(after, Today) - (before is null ? default : CapUse.Of(before, Today));
        if (after.IsUnfinished)
        {
            unfinished[after.JobId] = after with { Post = null, Skills = null };
        }
        else
        {
            unfinished.Remove(after.JobId);
        }

        return after;
    }

    /// <summary>A job is as if it had never been begun.</summary>
    public void Forget(JobRow row)
    {
        Use -= CapUse.Of(row, Today);
        unfinished.Remove(row.JobId);
    }
}
