using Purser.Jobs;

namespace Purser.AutoBid.Decisions;

/// <summary>Which jobs a run may begin, or go on with.</summary>
internal static class Beginning
{
    /// <param name="account">The member; what is granted is entered.</param>
    /// <param name="runId">A run with a lease.</param>
    /// <param name="jobs">In the feed's order: none is begun past one that has to wait.</param>
    /// <param name="known">The rows of those of them that were met before and are finished.</param>
    /// <param name="verdicts">Where to say what is not granted.</param>
    public static Decision Decide(
        BidAccount account, string runId, IEnumerable<JobPost> jobs, IReadOnlyDictionary<JobId, JobRow> known, Verdicts verdicts)
    {
        var decision = new Decision();
        foreach (var job in jobs)
        {
            switch (account.Find(job.Id) ?? known.GetValueOrDefault(job.Id))
            {
                case { IsUnderWay: true } row when row.RunId == runId:
                    // The answer did not arrive, nor perhaps was the credit taken. Written again although nothing changes: that
                    // proves that this activation still serves the member.
                    decision.Rows.Add(row);
                    decision.Steps.Add(new Step(row, IsRepeated: true));
                    break;
                case { IsUnderWay: true } row:
                    verdicts.Set(job.Id, JobVerdict.Elsewhere, row.State);
                    break;
                case { IsDone: true } row:
                    verdicts.Set(job.Id, JobVerdict.Done, row.State);
                    break;
                case var row when verdicts.IsBlocked:
                    verdicts.Block(job.Id, rule: null, row?.State);
                    break;
                case var row when account.Use.MayBegin(account.Settings, CreditsToCome(row)) is { May: false } not:
                    verdicts.Block(job.Id, not.Rule, row?.State);
                    break;
                case var row:
                    var next = account.Put(row, row is null ? New(account, runId, job) : GoOn(account, runId, row));
                    decision.Rows.Add(next);
                    decision.Steps.Add(new Step(next, IsRepeated: row is { IsLeft: true }));
                    break;
            }
        }

        return decision;
    }

    /// <summary>What a job may still cost: what is paid for is paid for.</summary>
    private static int CreditsToCome(JobRow? row) => row switch
    {
        null => 2,
        { State: JobState.Matched, BidCredit: > 0 } => 0,
        _ => 1,
    };

    private static JobRow New(BidAccount account, string runId, JobPost job) => new()
    {
        JobId = job.Id,
        Day = account.Today,
        Position = account.NextPosition(),
        State = JobState.Scanned,
        MatchCredit = 1,
        RunId = runId,
        Post = StoredPost.Write(job),
        Skills = string.Join('\n', job.Skills),
    };

    /// <summary>What was left keeps the day that its credits were taken on; a submission counts under the cap of the day it is granted.</summary>
    private static JobRow GoOn(BidAccount account, string runId, JobRow row) => row.State == JobState.Scanned
        ? row with { RunId = runId, LeftAt = null }
        : row with
        {
            State = JobState.Submitting,
            RunId = runId,
            LeftAt = null,
            BidDay = row.BidCredit > 0 ? row.BidDay : account.Today,
            SubmitDay = account.Today,
            BidCredit = 1,
        };
}
