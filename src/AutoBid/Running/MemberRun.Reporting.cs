namespace Purser.AutoBid.Worker.Running;

/// <summary>The loop that reports.</summary>
internal sealed partial class MemberRun
{
    private async Task ReportAsync()
    {
        var batch = new List<FinishedStep>(MostAtOnce);
        while (await finished.Reader.WaitToReadAsync())
        {
            // What was finished while the last report was under way goes together.
            batch.Clear();
            while (batch.Count < MostAtOnce && finished.Reader.TryRead(out var step))
            {
                batch.Add(step);
            }

            await ReportAsync(batch);
            Interlocked.Exchange(ref reported, NewSignal()).TrySetResult();
        }
    }

    private async Task ReportAsync(List<FinishedStep> batch)
    {
        var granted = 0;
        try
        {
            JobReport[] reports = [.. batch.Select(step => step.Report)];
            var answer = await CallAsync(() => member.Grain.Report(runId, reports));
            foreach (var (step, grant) in batch.Zip(answer.Grants))
            {
                CountOutcome(step, grant);
                if (grant.Verdict == JobVerdict.Submit)
                {
                    granted++;
                    _ = CarryOutAsync(step.Job, steps.SubmitAsync(step.Job, step.Match));
                }
                else
                {
                    underWay.TryRemove(step.Job.Id, out _);
                }
            }

            Heed(answer.Stop);
        }
        catch (RunBrokenException broken)
        {
            End(RunEnd.Broken(broken.Message));
        }
        finally
        {
            Release(batch.Count - granted);
        }
    }

    private void CountOutcome(FinishedStep step, JobGrant grant)
    {
        // A score is answered with a stop only where the proposal would have been next.
        if (step.Report is JobReport.Scored && grant.Verdict is JobVerdict.Submit or JobVerdict.Stop)
        {
            Count(Counted.Matched);
            return;
        }

        switch (grant.State)
        {
            case JobState.Skipped:
                Count(Counted.Skipped);
                break;
            case JobState.Submitted:
                Count(Counted.Submitted);
                break;
            case JobState.Failed when step.Report is JobReport.Failed:
                Count(Counted.Failed);
                member.Tally.Add(Counted.Credits, -1);
                break;
        }
    }
}
