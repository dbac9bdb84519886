using System.Collections.Concurrent;
using System.Threading.Channels;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Running;

/// <summary>
/// One run of a member, once it has started: jobs are asked about in the feed's order, the steps granted are carried out side
/// by side, and what became of them is reported. Two loops, one that asks and one that reports; each has one call in flight.
/// </summary>
internal sealed partial class MemberRun : IDisposable
{
    // Most jobs of one call.
    private const int MostAtOnce = 64;

    // A run that has nothing to do need not hold a lease.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    // One with steps that take long gives a heartbeat well before its lease runs out, with minutes to repeat it in.
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromMinutes(6);

    private readonly Member member;
    private readonly string runId;
    private readonly SearchQuery query;
    private readonly PatientCalls calls;
    private readonly TimeProvider time;
    private readonly StopTokens tokens;
    private readonly RunSteps steps;
    private readonly RunLease lease;
    private readonly CancellationTokenSource over = new();
    private readonly CancellationTokenSource ending;
    private readonly CancellationTokenSource lost = new();
    private readonly Channel<FinishedStep> finished = Channel.CreateUnbounded<FinishedStep>();

    // What is granted is paid for, and lost when the worker stops before it came to it: no more than can be begun soon.
    private readonly int mostGranted;
    private readonly SemaphoreSlim room;

    // In the line or under way. A feed may bring a job again; asked about again just then it would be granted again, for to the
    // cluster that looks like an answer that was lost.
    private readonly ConcurrentDictionary<JobId, bool> underWay = new();

    private TaskCompletionSource reported = NewSignal();
    private RunEnd? end;

    /// <param name="member">Whose.</param>
    /// <param name="runId">The run.</param>
    /// <param name="query">Which of the feed's jobs are theirs.</param>
    /// <param name="startedAt">When the call that started it was sent off, by the worker's clock.</param>
    /// <param name="shared">What the members share.</param>
    /// <param name="calls">How the grain is called.</param>
    /// <param name="tokens">How the worker is told to end.</param>
    public MemberRun(
        Member member, string runId, SearchQuery query, long startedAt, SharedTools shared, PatientCalls calls, StopTokens tokens)
    {
        (this.member, this.runId, this.query, this.calls, this.tokens) = (member, runId, query, calls, tokens);
        time = shared.Time;
        lease = new RunLease(time, startedAt);
        mostGranted = shared.Concurrency * 2;
        room = new SemaphoreSlim(mostGranted);
        ending = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stop);
        steps = new RunSteps(member, shared, lease, tokens, End, lost.Token);
    }

    /// <summary>Goes on until the feed ends, the day is over for the member, or the worker is stopped.</summary>
    /// <returns>How it ended, and the day it ended on where the cluster said.</returns>
    public async Task<(RunEnd End, DateOnly? Day)> RunAsync()
    {
        var reporting = ReportAsync();
        var beating = BeatAsync();
        await AskAsync();
        await WaitUntilAllIsReportedAsync();
        finished.Writer.Complete();
        await reporting;
        await over.CancelAsync();
        await beating;
        var today = await FinishAsync();
        return (end ?? (tokens.Stop.IsCancellationRequested ? RunEnd.WorkerStopped : RunEnd.FeedOver), today?.Day);
    }

    public void Dispose()
    {
        steps.Dispose();
        ending.Dispose();
        over.Dispose();
        lost.Dispose();
        room.Dispose();
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
            underWay.TryRemove(job.Id, out _);
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

    /// <summary>Renews the lease while the run goes on, however long its steps take.</summary>
    private async Task BeatAsync()
    {
        while (true)
        {
            await Task.Delay(HeartbeatEvery, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                return;
            }

            try
            {
                Heed(await calls.CallAsync(() => lease.RenewAsync(() => member.Grain.Heartbeat(runId), stop => stop), over.Token));
            }
            catch (RunBrokenException)
            {
                // The calls that ask and report come to the same end, and say so.
            }
        }
    }

    private Task<JobGrants> CallAsync(Func<Task<JobGrants>> call) =>
        calls.CallAsync(() => lease.RenewAsync(call, answer => answer.Stop), tokens.Abort);

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
            // Gone after so long it was dismissed for its silence, and nobody of its name took it over.
            End(lease.IsGood ? RunEnd.Superseded : RunEnd.Quiet);
        }
        else if (stop is not null)
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
