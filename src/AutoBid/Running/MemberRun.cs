using System.Collections.Concurrent;
using System.Threading.Channels;
using Purser.AutoBid.Matching;
using Purser.Jobs;

namespace Purser.AutoBid.Running;

/// <summary>
/// One run of a member, once it has started: jobs are asked about in the feed's order, the steps granted are carried out side
/// by side, and what became of them is reported. Two loops, one that asks and one that reports; each has one call in flight.
/// </summary>
internal sealed class MemberRun : IDisposable
{
    // Most jobs of one call.
    private const int MostAtOnce = 64;

    // Another run of the member uses up, or gives back, what the day allows: soon enough to see it, and no load if it takes long.
    private static readonly Backoff WaitPauses = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));

    // A run that is silent for ten minutes may lose what it has to another one.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    // A run that is gone when the cluster answers again after so long was dismissed for its silence, and nobody of its name took it
    // over. Ten minutes, less one: the cluster notes to the minute when it heard of a run.
    private static readonly TimeSpan DismissedAfter = TimeSpan.FromMinutes(9);

    private readonly Member member;
    private readonly string runId;
    private readonly SearchQuery query;
    private readonly PatientCalls calls;
    private readonly TimeProvider time;
    private readonly StopTokens tokens;
    private readonly RunSteps steps;
    private readonly CancellationTokenSource ending;
    private readonly CancellationTokenSource lost = new();
    private readonly Channel<FinishedStep> finished = Channel.CreateUnbounded<FinishedStep>();

    // What is granted is paid for, and lost when the worker stops before it came to it: no more than can be begun soon.
    private readonly int mostGranted;
    private readonly SemaphoreSlim room;

    // In the line or under way. A feed may bring a job again; asked about again just then it would be granted again, for to the
    // cluster that looks like an answer that was lost.
    private readonly ConcurrentDictionary<string, bool> inHand = new(StringComparer.Ordinal);

    private TaskCompletionSource reported = NewSignal();
    private long heardAt;
    private RunEnd? end;

    /// <param name="member">Whose.</param>
    /// <param name="runId">The run.</param>
    /// <param name="query">Which of the feed's jobs are theirs.</param>
    /// <param name="startedAt">When it was started, by the shop's clock.</param>
    /// <param name="shop">What the members share.</param>
    /// <param name="calls">How the grain is called.</param>
    /// <param name="tokens">How the worker is told to end.</param>
    public MemberRun(
        Member member, string runId, SearchQuery query, long startedAt, Workshop shop, PatientCalls calls, StopTokens tokens)
    {
        (this.member, this.runId, this.query, this.calls, this.tokens) = (member, runId, query, calls, tokens);
        time = shop.Time;
        heardAt = startedAt;
        mostGranted = shop.Concurrency * 2;
        room = new SemaphoreSlim(mostGranted);
        ending = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stop);
        steps = new RunSteps(member, shop, tokens, End, lost.Token);
    }

    /// <summary>Goes on until the feed ends, the day is over for the member, or the worker is stopped.</summary>
    /// <returns>How it ended, and the day it ended on where the cluster said.</returns>
    public async Task<(RunEnd End, DateOnly? Day)> RunAsync()
    {
        var reporting = ReportAsync();
        await AskAsync();
        await WaitUntilAllIsReportedAsync();
        finished.Writer.Complete();
        await reporting;
        var today = await FinishAsync();
        return (end ?? (tokens.Stop.IsCancellationRequested ? RunEnd.WorkerStopped : RunEnd.FeedOver), today?.Day);
    }

    public void Dispose()
    {
        steps.Dispose();
        ending.Dispose();
        lost.Dispose();
        room.Dispose();
    }

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
                if (inHand.TryAdd(job.Id, true))
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
            var answer = await calls.CallAsync(() => member.Grain.Begin(runId, batch), tokens.Abort);
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
                        inHand.TryRemove(job.Id, out _);
                        break;
                    case JobVerdict.Done:
                        Count(Counted.Answered, Counted.Known);
                        inHand.TryRemove(job.Id, out _);
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
            var answer = await calls.CallAsync(() => member.Grain.Report(runId, reports), tokens.Abort);
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
                    inHand.TryRemove(step.Job.Id, out _);
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

    /// <summary>Carries out a step that was granted, its credit taken, and hands it to the loop that reports.</summary>
    private async Task CarryOutAsync(JobPost job, Task<FinishedStep?> step)
    {
        Count(Counted.Credits);
        if (await step is { } done)
        {
            finished.Writer.TryWrite(done);
        }
        else
        {
            inHand.TryRemove(job.Id, out _);
            Release(1);
        }
    }

    /// <summary>Every place taken means that nobody else has one: nothing is granted and not reported.</summary>
    private async Task WaitUntilAllIsReportedAsync()
    {
        for (var taken = 0; taken < mostGranted; taken++)
        {
            await room.WaitAsync();
        }
    }

    private async Task<FunnelDay?> FinishAsync()
    {
        if (end == RunEnd.Superseded)
        {
            return null;
        }

        try
        {
            return await calls.CallAsync(() => member.Grain.Finish(runId), tokens.Abort);
        }
        catch (RunBrokenException broken)
        {
            End(RunEnd.Broken(broken.Message));
            return null;
        }
    }

    private void Heed(RunStop? stop)
    {
        if (stop is { Cause: StopCause.Superseded })
        {
            lost.Cancel();
            End(time.GetElapsedTime(Volatile.Read(ref heardAt)) < DismissedAfter ? RunEnd.Superseded : RunEnd.Quiet);
            return;
        }

        Volatile.Write(ref heardAt, time.GetTimestamp());
        if (stop is not null)
        {
            End(RunEnd.Of(stop));
        }
    }

    /// <summary>The first reason counts; but that another took over counts always, for this worker must not start again then.</summary>
    private void End(RunEnd how)
    {
        var counts = how == RunEnd.Superseded
            ? Interlocked.Exchange(ref end, how) != how
            : Interlocked.CompareExchange(ref end, how, null) is null;
        // By everybody: the first may have come no further than the line above, and who ends a run must not see it go on.
        ending.Cancel();
        if (counts && how != RunEnd.Quiet)
        {
            member.Inbox.PassOver();
        }
    }

    private void Release(int places)
    {
        if (places > 0)
        {
            room.Release(places);
        }
    }

    private void Count(params ReadOnlySpan<Counted> what)
    {
        foreach (var counted in what)
        {
            member.Tally.Add(counted);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
