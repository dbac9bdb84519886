using Purser.Jobs;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>The steps of jobs.</summary>
internal sealed partial class AutoBidGrain
{
    private DateOnly stopWrittenFor;
    private bool metKnown;

    /// <inheritdoc />
    public async Task<JobGrants> Begin(string runId, JobPost[] jobs)
    {
        AutoBidArguments.Check(runId, jobs);
        var current = await DeskAsync();
        var round = new JobRound();
        await GuardAsync(current, async () =>
        {
            await HearAsync(current, runId);
            // No await from here to where jobs are held: a run that goes meanwhile must not leave any behind unseen.
            if (!current.Hears(runId, clock.GetUtcNow()))
            {
                Array.ForEach(jobs, job => round.Set(job.Id, JobVerdict.Stop, state: null));
                round.Supersede();
                return;
            }

            var (held, granted) = Hold(current, runId, jobs, round);
            // Written again although nothing changes: it proves that this activation still serves the member.
            await WriteAsync(current, granted.ConvertAll(row => row with { Post = null }));
            var begun = await GrantAsync(current, runId, held, round);
            await DebitAsync(current, [.. granted, .. begun], round);
            await EndAsync(current, runId, round);
        });
        return round.Answer(jobs.Select(job => job.Id));
    }

    /// <inheritdoc />
    public async Task<JobGrants> Report(string runId, JobReport[] reports)
    {
        AutoBidArguments.Check(runId, reports);
        var current = await DeskAsync();
        var round = new JobRound();
        JobReport? busy = null;
        await GuardAsync(current, async () =>
        {
            await HearAsync(current, runId);
            await RecallAsync(current, runId, reports, round);
            busy = Array.Find(reports, report => current.Find(report.JobId) is { IsBusy: true } hand && hand.RunId == runId);
            if (busy is not null)
            {
                // Nothing has been changed: no reason to open the desk anew.
                return;
            }

            List<JobRow> written = [], granted = [], owed = [];
            foreach (var report in reports.Where(report => !round.Knows(report.JobId)))
            {
                Take(current, runId, report, round, written, granted, owed);
            }

            await WriteAsync(current, written);
            await DebitAsync(current, granted, round);
            await PayBackAsync(current, owed);
            foreach (var row in written.Where(row => !row.IsOpen || row.RunId == JobRow.Nobody))
            {
                current.End(current.Find(row.JobId)!, row);
            }

            await EndAsync(current, runId, round);
        });
        return busy is null
            ? round.Answer(reports.Select(report => report.JobId))
            : throw new LedgerUnavailableException($"Job {busy.JobId} is being changed just now; try again.");
    }

    /// <summary>Hears of a run.</summary>
    private async Task HearAsync(AutoBidDesk current, string runId)
    {
        var now = clock.GetUtcNow();
        if (current.Hears(runId, now))
        {
            await DismissSilentAsync(current);
        }

        if (current.ToWriteDown(runId, now) is { } run)
        {
            await store.PutRunAsync(current.Fence, run);
        }

        await ReleaseAbandonedAsync(current);
    }

    /// <summary>A run that went meanwhile has its jobs taken from it, and is told so.</summary>
    private async Task EndAsync(AutoBidDesk current, string runId, JobRound round)
    {
        await ReleaseAbandonedAsync(current);
        if (!current.HasRuns)
        {
            await FailLeftAsync(current);
        }

        await RememberStopAsync(current, round.Stop);
        if (!current.Hears(runId, clock.GetUtcNow()))
        {
            round.Supersede();
        }

        if (desk != current)
        {
            // What was granted may have been taken back meanwhile by whoever opened the desk anew.
            throw new LedgerUnavailableException($"Auto Bid of {memberId} of team {teamId} had to be opened anew; try again.");
        }
    }

    /// <summary>Takes jobs in hand that nobody has; the others have their verdict with that.</summary>
    /// <returns>
    /// The jobs taken; and the rows of those granted to the run before: the answer did not arrive, nor perhaps was the credit taken.
    /// </returns>
    private static (List<JobPost> Held, List<JobRow> Granted) Hold(AutoBidDesk current, string runId, JobPost[] jobs, JobRound round)
    {
        List<JobPost> held = [];
        List<JobRow> granted = [];
        foreach (var job in jobs)
        {
            switch (current.Find(job.Id))
            {
                case null:
                    current.Hold(job.Id, runId);
                    held.Add(job);
                    break;
                case { IsBusy: false, Row: { } row } hand when hand.RunId == runId:
                    hand.IsBusy = true;
                    granted.Add(row);
                    break;
                case var hand:
                    round.Set(job.Id, hand.RunId == runId ? JobVerdict.Wait : JobVerdict.Elsewhere, hand.Row?.State);
                    break;
            }
        }

        return (held, granted);
    }

    /// <summary>
    /// Grants jobs their next step and writes that down. A feed's jobs are nearly always new, so they are taken for new until one
    /// is not; then, as long as known ones are met, all are looked up first.
    /// </summary>
    /// <returns>The rows of the steps granted.</returns>
    private async Task<List<JobRow>> GrantAsync(AutoBidDesk current, string runId, List<JobPost> jobs, JobRound round)
    {
        var rows = metKnown ? await RowsAsync(current, [.. jobs.Select(job => job.Id)]) : [];
        metKnown = rows.Count > 0;
        await FailInterruptedAsync(current, rows, round);
        var begun = jobs.Where(job => !round.Knows(job.Id)).Select(job => Grant(current, runId, job, rows.GetValueOrDefault(job.Id), round)).OfType<JobRow>().ToList();
        var known = await WriteAsync(current, begun);
        if (known.Count == 0)
        {
            return begun;
        }

        metKnown = true;
        rows = await RowsAsync(current, known);
        foreach (var jobId in known)
        {
            current.Unbegin(jobId);
        }

        await FailInterruptedAsync(current, rows, round);

        var again = jobs.Where(job => rows.ContainsKey(job.Id) && rows[job.Id].State != JobState.Submitting).Select(job => Grant(current, runId, job, rows[job.Id], round)).OfType<JobRow>().ToList();
        if (rows.Count < known.Count || (await WriteAsync(current, again)).Count > 0)
        {
            throw new LedgerUnavailableException($"Jobs of {memberId} of team {teamId} come and go; try again.");
        }

        return [.. begun.Where(row => !rows.ContainsKey(row.JobId)), .. again];
    }

    /// <summary>A submission that was under way and is in nobody's hands: whether it arrived nobody knows, and it must not arrive twice.</summary>
    private async Task FailInterruptedAsync(AutoBidDesk current, Dictionary<string, JobRow> rows, JobRound round)
    {
        var interrupted = rows.Values.Where(row => row.State == JobState.Submitting).ToList();
        await FailAsync(current, interrupted, Interrupted);
        foreach (var row in interrupted)
        {
            current.LetGo(row.JobId);
            round.Set(row.JobId, JobVerdict.Done, JobState.Failed);
        }
    }

    private async Task<Dictionary<string, JobRow>> RowsAsync(AutoBidDesk current, IReadOnlyCollection<string> jobs) => jobs.Count == 0
        ? []
        : (await store.FindAsync(current.Fence, jobs)).ToDictionary(row => row.JobId, StringComparer.Ordinal);

    /// <summary>Grants a job's next step, or says why not.</summary>
    /// <returns>The row to be written before anything else; null when nothing is granted.</returns>
    private static JobRow? Grant(AutoBidDesk current, string runId, JobPost job, JobRow? row, JobRound round)
    {
        if (row is { State: JobState.Skipped or JobState.Submitted or JobState.Failed })
        {
            current.LetGo(job.Id);
            round.Set(job.Id, JobVerdict.Done, row.State);
            return null;
        }

        // In the feed's order: none is begun past one that has to wait.
        var (may, rule) = round.IsBlocked ? (false, null) : current.MayBegin();
        if (!may)
        {
            current.LetGo(job.Id);
            round.Block(job.Id, rule, row?.State);
            return null;
        }

        return row is { State: JobState.Matched }
            ? current.Begin(row, row with { State = JobState.Submitting, RunId = runId, BidCredit = 1, Post = null })
            : current.Begin(row, new JobRow
            {
                JobId = job.Id,
                Day = default,
                Position = 0,
                State = JobState.Scanned,
                MatchCredit = 1,
                RunId = runId,
                Post = row is null ? StoredPost.Write(job) : null,
            });
    }

    /// <summary>Takes the credits of steps granted; what the team refuses is taken back.</summary>
    private async Task DebitAsync(AutoBidDesk current, List<JobRow> granted, JobRound round)
    {
        if (granted.Count == 0)
        {
            return;
        }

        var batch = await Team.DebitMany([.. granted.Select(Debit)]);
        List<JobRow> refused = [];
        foreach (var (row, outcome) in granted.Zip(batch.Outcomes))
        {
            switch (outcome)
            {
                case DebitOutcome.Debited:
                    current.Find(row.JobId)!.IsBusy = false;
                    round.Grant(row);
                    break;
                case DebitOutcome.Refused { Refusal: var refusal }:
                    refused.Add(row);
                    round.Refuse(row.JobId, refusal, row.State == JobState.Submitting ? JobState.Matched : null);
                    break;
                default:
                    throw new InvalidOperationException($"There is no team {teamId}.");
            }
        }

        await TakeBackAsync(current, refused);
    }

    /// <summary>Steps whose credit was refused are as if they had not been granted. Nobody else has the jobs before that is written.</summary>
    private async Task TakeBackAsync(AutoBidDesk current, List<JobRow> refused)
    {
        var matched = refused.FindAll(row => row.State == JobState.Submitting)
            .ConvertAll(row => row with { State = JobState.Matched, BidCredit = 0, Post = null });
        await WriteAsync(current, matched);
        matched.ForEach(row => current.End(current.Find(row.JobId)!, row));
        var forgotten = refused.FindAll(row => row.State == JobState.Scanned);
        if (forgotten.Count > 0)
        {
            await store.ForgetAsync(current.Fence, forgotten.ConvertAll(row => row.JobId));
            forgotten.ForEach(row => current.End(current.Find(row.JobId)!, row: null));
        }
    }

    private DebitRequest Debit(JobRow row)
    {
        var step = row.State == JobState.Submitting ? AiAction.AutoBid : AiAction.JobMatching;
        return new DebitRequest(JobKeys.Of(memberId, row.JobId, step), memberId, step, row.JobId);
    }

    /// <summary>Says how jobs stand that are not, or no longer, in the run's hands.</summary>
    private async Task RecallAsync(AutoBidDesk current, string runId, JobReport[] reports, JobRound round)
    {
        var gone = reports.Select(report => report.JobId).Where(jobId => current.Find(jobId)?.RunId != runId).ToList();
        var rows = await RowsAsync(current, gone);
        foreach (var jobId in gone)
        {
            // Who has no row, or an open one, is or was in other hands.
            var row = rows.GetValueOrDefault(jobId);
            round.Set(jobId, row is { IsOpen: false } ? JobVerdict.Done : JobVerdict.Elsewhere, row?.State);
        }
    }

    /// <summary>Decides what a report makes of its job.</summary>
    private static void Take(
        AutoBidDesk current, string runId, JobReport report, JobRound round, List<JobRow> written, List<JobRow> granted, List<JobRow> owed)
    {
        if (current.Find(report.JobId) is not { Row: { } before } hand || hand.RunId != runId)
        {
            // It was taken from the run while others were looked up.
            round.Set(report.JobId, JobVerdict.Elsewhere, state: null);
            return;
        }

        var row = before with { Post = null };
        hand.IsBusy = true;
        switch (report)
        {
            case JobReport.Scored when row.State == JobState.Submitting:
                // Granted before, and the answer did not arrive; nor perhaps was the credit taken.
                written.Add(row);
                granted.Add(row);
                break;
            case JobReport.Scored scored when scored.Score < current.Settings.Threshold:
                written.Add(row with { State = JobState.Skipped, Score = scored.Score, Because = scored.Because });
                round.Set(row.JobId, JobVerdict.Done, JobState.Skipped);
                break;
            case JobReport.Scored scored when current.MayNotSubmit(row) is { } rule:
                written.Add(row with { State = JobState.Matched, Score = scored.Score, Because = scored.Because });
                round.Block(row.JobId, rule, JobState.Matched);
                break;
            case JobReport.Scored scored:
                written.Add(current.Submit(hand, row with
                {
                    State = JobState.Submitting, Score = scored.Score, Because = scored.Because, BidCredit = 1,
                }));
                granted.Add(written[^1]);
                break;
            case JobReport.Submitted when row.State == JobState.Submitting:
                written.Add(row with { State = JobState.Submitted });
                round.Set(row.JobId, JobVerdict.Done, JobState.Submitted);
                break;
            case JobReport.Returned:
                written.Add(row.Return());
                round.Set(row.JobId, JobVerdict.Done, written[^1].State);
                break;
            case JobReport.Failed failed:
                written.Add(row.Fail(failed.Reason));
                owed.Add(written[^1]);
                round.Set(row.JobId, JobVerdict.Done, JobState.Failed);
                break;
            default:
                hand.IsBusy = false;
                round.Set(row.JobId, JobVerdict.Match, row.State);
                break;
        }
    }

    /// <summary>The day's first stop is kept: it says what else would have been done.</summary>
    private async Task RememberStopAsync(AutoBidDesk current, RunStop? stop)
    {
        if (stop is { Cause: StopCause.DailyCapReached or StopCause.DailyCreditsReached or StopCause.CreditRefused } && stopWrittenFor != current.Today)
        {
            await store.PutStopAsync(current.Fence, current.Today, stop);
            stopWrittenFor = current.Today;
            LogStopped(teamId, memberId, current.Today, stop.Cause);
        }
    }
}
