namespace Purser.AutoBid.Decisions;

/// <summary>What time alone does: leases run out, and what nobody comes for is given up.</summary>
internal static class Settling
{
    public const string SwitchedOff = "Auto Bid was switched off before this was done.";

    private const string NobodyCame = "No run went on with this in time.";
    private const string EndedBefore = "The run ended before this was reported.";
    private const string Interrupted = "The run was interrupted; whether the proposal has arrived is not known.";

    /// <summary>
    /// How long what was left waits for a run that goes on with it, and a credit that is owed for a debit that may be under way
    /// still. 36 hours: a worker that runs once a day goes on with what it gave back the day before, and with the hour between two
    /// looks it is well within the two days that are promised.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(36);

    /// <param name="account">The member; what changes is entered.</param>
    /// <param name="now">The time.</param>
    public static Decision Decide(BidAccount account, DateTimeOffset now) =>
        End(account, [.. account.Leases.Where(lease => lease.HasRunOut(now))], new Decision(), now);

    /// <summary>A run is over, by its own word: what it was granted and has not reported fails.</summary>
    public static Decision Finish(BidAccount account, JobLease lease, DateTimeOffset now)
    {
        var decision = new Decision();
        foreach (var row in account.Unfinished.Where(row => row.IsUnderWay && row.RunId == lease.Run.RunId).ToList())
        {
            decision.Rows.Add(account.Put(row, Fail(row, now)));
        }

        return End(account, [lease], decision, now);
    }

    /// <summary>A worker begins another run: what its run before was granted may be gone on with.</summary>
    public static Decision Replace(BidAccount account, JobLease lease, DateTimeOffset now) => End(account, [lease], new Decision(), now);

    /// <summary>Whether a credit that is owed and was never taken is waited for no longer.</summary>
    public static bool IsOver(JobRow owed, DateTimeOffset now) => owed.LeftAt <= now - Patience;

    private static Decision End(BidAccount account, JobLease[] leases, Decision decision, DateTimeOffset now)
    {
        foreach (var lease in leases)
        {
            account.End(lease.Run.RunId);
            decision.EndedRuns.Add(lease.Run.RunId);
        }

        GiveUp(account, leases, decision, now);
        return decision;
    }

    private static void GiveUp(BidAccount account, JobLease[] ended, Decision decision, DateTimeOffset now)
    {
        foreach (var row in account.Unfinished.ToList())
        {
            var after = row;
            if (row.IsUnderWay && account.LeaseOf(row.RunId) is null)
            {
                // What was evaluated may be gone on with, it is paid for. What was submitted must not arrive twice.
                after = row.State == JobState.Submitting ? Fail(row, now) : row with { LeftAt = LeftAt(row) };
            }

            if (after.IsLeft && Reason(account, after, now) is { } reason)
            {
                after = after.Fail(reason, now);
            }

            if (after != row)
            {
                decision.Rows.Add(account.Put(row, after));
            }
        }

        DateTimeOffset LeftAt(JobRow row) => Array.Find(ended, lease => lease.Run.RunId == row.RunId)?.RenewedAt ?? now;
    }

    private static JobRow Fail(JobRow row, DateTimeOffset now) => row.State == JobState.Submitting
        ? row.Fail(Interrupted, now, maybeSent: true)
        : row.Fail(EndedBefore, now);

    /// <summary>Why a job that was left is given up; null while it may be gone on with.</summary>
    private static string? Reason(BidAccount account, JobRow left, DateTimeOffset now)
    {
        if (!account.Settings.Enabled)
        {
            return SwitchedOff;
        }

        // Given back on purpose it waits for the next run; left behind it fails with the last.
        if (account.Leases.Count == 0 && left.RunId != JobRow.Nobody)
        {
            return EndedBefore;
        }

        return IsOver(left, now) ? NobodyCame : null;
    }
}
