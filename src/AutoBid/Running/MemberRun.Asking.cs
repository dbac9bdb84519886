using Purser.AutoBid.Worker.Matching;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Running;

/// <summary>The loop that asks.</summary>
internal sealed partial class MemberRun
{
    // Another run of the member uses up, or gives back, what the day allows: soon enough to see it, and no load if it takes long.
    private static readonly Backoff WaitPauses = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));

    private async Task AskAsync()
    {
        // What is to be asked about next, in the feed's order.
        var line = new List<JobPost>();
        var waits = 0;
        try
        {
            while (await FillAsync(line))
            {
                var batch = line[..await TakeRoomAsync(line.Count)];
                line.RemoveRange(0, batch.Count);
                var nextReport = Volatile.Read(ref reported).Task;
                var waiting = await BeginAsync([.. batch]);
                line.InsertRange(0, waiting);
                if (waiting.Count == 0)
                {
                    waits = 0;
                    continue;
                }

                await nextReport.WaitAsync(WaitPauses.After(waits), time, ending.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                waits = nextReport.IsCompleted ? 0 : waits + 1;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Nothing more is to be asked.
        }
        catch (RunBrokenException broken)
        {
            End(RunEnd.Broken(broken.Message));
        }
    }

    /// <summary>Adds what the feed has by now; where the line is empty, waits for it. False: nothing more comes.</summary>
    private async Task<bool> FillAsync(List<JobPost> line)
    {
        ending.Token.ThrowIfCancellationRequested();
        do
        {
            while (line.Count < MostAtOnce && member.Inbox.Jobs.TryRead(out var job))
            {
                if (!query.Matches(job))
                {
                    Count(Counted.OutOfQuery);
                    continue;
                }

                Count(Counted.InQuery);
                if (underWay.TryAdd(job.Id, true))
                {
                    line.Add(job);
                }
                else
                {
                    Count(Counted.Answered, Counted.Known);
                }
            }
        }
        while (line.Count == 0 && await WaitForJobsAsync());

        return line.Count > 0;
    }

    /// <summary>False: nothing more comes, or nothing has come for long.</summary>
    private async Task<bool> WaitForJobsAsync()
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, ending.Token);
        try
        {
            return await member.Inbox.Jobs.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            End(RunEnd.Quiet);
            return false;
        }
    }

    /// <summary>Takes room for at least one step and at most so many.</summary>
    private async Task<int> TakeRoomAsync(int most)
    {
        await room.WaitAsync(ending.Token);
        var taken = 1;
        // No more than that one is begun when the run has ended just now.
        while (taken < most && !ending.IsCancellationRequested && room.Wait(TimeSpan.Zero))
        {
            taken++;
        }

        return taken;
    }

    /// <summary>Asks about jobs and begins what is granted.</summary>
    /// <returns>Those to ask about again.</returns>
    private async Task<List<JobPost>> BeginAsync(JobPost[] batch)
    {
        var granted = 0;
        try
        {
            // Also when the run has ended meanwhile: where the answer was lost, what it granted would be lost with it.
            var answer = await CallAsync(() => member.Grain.Begin(runId, batch));
            var waiting = new List<JobPost>();
            foreach (var (job, grant) in batch.Zip(answer.Grants))
            {
                switch (grant.Verdict)
                {
                    case JobVerdict.Match:
                        granted++;
                        Count(Counted.Answered, Counted.Scanned);
                        _ = CarryOutAsync(job, steps.MatchAsync(job));
                        break;
                    case JobVerdict.Submit:
                        granted++;
                        Count(Counted.Answered, Counted.Matched);
                        JobMatch? found = grant.Score is { } score ? new JobMatch(score, grant.Because ?? "") : null;
                        _ = CarryOutAsync(job, steps.SubmitAsync(job, found));
                        break;
                    case JobVerdict.Wait:
                        waiting.Add(job);
                        break;
                    case JobVerdict.Elsewhere:
                        Count(Counted.Answered, Counted.Elsewhere);
                        underWay.TryRemove(job.Id, out _);
                        break;
                    case JobVerdict.Done:
                        Count(Counted.Answered, Counted.Known);
                        underWay.TryRemove(job.Id, out _);
                        break;
                }
            }

            Heed(answer.Stop);
            return waiting;
        }
        finally
        {
            Release(batch.Length - granted);
        }
    }
}
