namespace Purser.AutoBid.Decisions;

/// <summary>What reports make of their jobs.</summary>
internal static class Reporting
{
    /// <param name="account">The member; what changes is entered.</param>
    /// <param name="runId">Who reports.</param>
    /// <param name="reports">Of jobs under way in the run; of others it is said how they stand.</param>
    /// <param name="known">The rows of those that are finished.</param>
    /// <param name="verdicts">Where to say what is to happen next.</param>
    /// <param name="now">The time.</param>
    public static Decision Decide(
        BidAccount account, string runId, IEnumerable<JobReport> reports, IReadOnlyDictionary<JobId, JobRow> known, Verdicts verdicts, DateTimeOffset now)
    {
        var decision = new Decision();
        foreach (var report in reports)
        {
            if (account.Find(report.JobId) is { IsUnderWay: true } row && row.RunId == runId)
            {
                Take(account, row, report, decision, verdicts, now);
                continue;
            }

            // Who has no row, or an open one, is or was another run's.
            var other = account.Find(report.JobId) ?? known.GetValueOrDefault(report.JobId);
            verdicts.Set(report.JobId, other is { IsDone: true } ? JobVerdict.Done : JobVerdict.Elsewhere, other?.State);
        }

        return decision;
    }

    private static void Take(BidAccount account, JobRow row, JobReport report, Decision decision, Verdicts verdicts, DateTimeOffset now)
    {
        switch (report)
        {
            case JobReport.Scored when row.State == JobState.Submitting:
                // Granted before, and the answer did not arrive; nor perhaps was the credit taken.
                decision.Rows.Add(row);
                decision.Steps.Add(new Step(row, IsRepeated: true));
                break;
            case JobReport.Scored scored when scored.Score < account.Settings.Threshold:
                Put(row with { State = JobState.Skipped, Score = scored.Score, Because = scored.Because }, JobVerdict.Done);
                break;
            case JobReport.Scored scored when account.Use.MayNotSubmit(account.Settings) is { } rule:
                Put(row with { State = JobState.Matched, Score = scored.Score, Because = scored.Because }, JobVerdict.Stop);
                verdicts.Block(row.JobId, rule, JobState.Matched);
                break;
            case JobReport.Scored scored:
                var granted = row with
                {
                    State = JobState.Submitting,
                    Score = scored.Score,
                    Because = scored.Because,
                    BidCredit = 1,
                    BidDay = account.Today,
                    SubmitDay = account.Today,
                };
                Put(granted, JobVerdict.Submit);
                decision.Steps.Add(new Step(granted, IsRepeated: false));
                break;
            case JobReport.Submitted when row.State == JobState.Submitting:
                Put(row with { State = JobState.Submitted }, JobVerdict.Done);
                break;
            case JobReport.Returned when account.Settings.Enabled:
                Put(row.Return(now), JobVerdict.Done);
                break;
            case JobReport.Returned:
                Put(row.Fail(Settling.SwitchedOff, now), JobVerdict.Done);
                break;
            case JobReport.Failed failed:
                Put(row.Fail(failed.Reason, now, row.State == JobState.Submitting && failed.MayHaveArrived), JobVerdict.Done);
                break;
            default:
                verdicts.Set(row.JobId, JobVerdict.Match, row.State);
                break;
        }

        void Put(JobRow after, JobVerdict verdict)
        {
            decision.Rows.Add(account.Put(row, after));
            verdicts.Set(row.JobId, verdict, after.State);
        }
    }
}
