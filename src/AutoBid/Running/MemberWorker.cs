using System.Security.Cryptography;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Running;

/// <summary>A member's life in this worker: a run, and where the feed is followed the next one when they may go on.</summary>
/// <param name="member">The member.</param>
/// <param name="worker">The worker's lasting name.</param>
/// <param name="shared">What the members share.</param>
/// <param name="follow">Whether the feed goes on for days.</param>
/// <param name="say">Where to say how runs end and go on.</param>
internal sealed class MemberWorker(Member member, string worker, SharedTools shared, bool follow, Action<string> say)
{
    // Nobody waits for the first minutes of a day, and a question costs nothing.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(3);

    private readonly PatientCalls calls = new(shared.Time)
    {
        Probe = follow ? shared.Probe : null,
        Say = text => say($"{member.MemberId}: {text}"),
    };

    private Started? started;

    public Member Member { get; } = member;

    /// <summary>How it ended; null while it goes on.</summary>
    public RunEnd? End { get; private set; }

    /// <summary>The settings that the run goes by; null where none has started.</summary>
    public AutoBidSettings? Settings => started?.Ready.Settings;

    /// <summary>Starts a run, or says in <see cref="End"/> why not.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        started = null;
        var runId = $"run-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var sentAt = shared.Time.GetTimestamp();
        try
        {
            var outcome = await calls.CallAsync(
                () =>
                {
                    sentAt = shared.Time.GetTimestamp();
                    return Member.Grain.Start(new RunRequest(runId, worker));
                },
                cancellation);
            End = outcome switch
            {
                RunOutcome.Ready ready => Begin(runId, ready, sentAt),
                RunOutcome.SwitchedOff => RunEnd.SwitchedOff,
                _ => RunEnd.NoSuchMember,
            };
        }
        catch (RunBrokenException broken)
        {
            End = RunEnd.Broken(broken.Message);
        }
    }

    /// <summary>Goes on from <see cref="StartAsync"/> until nothing more is to be done for the member.</summary>
    public async Task RunAsync(StopTokens tokens)
    {
        try
        {
            await LiveAsync(tokens);
        }
        finally
        {
            // Whatever happened: a member who takes no more jobs must not hold the feed up for the others.
            Member.Inbox.PassOver();
        }
    }

    private async Task LiveAsync(StopTokens tokens)
    {
        DateOnly? day = null;
        while (true)
        {
            if (started is { } run)
            {
                (End, day) = await RunAsync(run, tokens);
            }

            if (End == RunEnd.Quiet && await MoreComesAsync(tokens.Stop))
            {
                await StartAsync(tokens.Stop);
                continue;
            }

            Member.Inbox.PassOver();
            if (End != RunEnd.FeedOver && End != RunEnd.WorkerStopped)
            {
                say($"{Member.MemberId}: {End!.Why}");
            }

            if (!follow || !await MayGoOnAsync(day, tokens.Stop))
            {
                return;
            }

            Member.Inbox.Resume();
            say($"{Member.MemberId}: goes on.");
        }
    }

    private async Task<(RunEnd End, DateOnly? Day)> RunAsync(Started from, StopTokens tokens)
    {
        using var run = new MemberRun(Member, from.RunId, from.Query, from.At, shared, calls, tokens);
        var (end, day) = await run.RunAsync();
        return (end, day ?? from.Ready.Today.Day);
    }

    /// <summary>Waits for the next job. False: there will be none.</summary>
    private async Task<bool> MoreComesAsync(CancellationToken stop)
    {
        try
        {
            if (await Member.Inbox.Jobs.WaitToReadAsync(stop))
            {
                return true;
            }

            End = RunEnd.FeedOver;
        }
        catch (OperationCanceledException)
        {
            End = RunEnd.WorkerStopped;
        }

        return false;
    }

    /// <summary>
    /// Looks every few minutes whether the member may go on, and starts a run only then: one that nobody goes on with would hold up
    /// what others leave. False: not any more.
    /// </summary>
    private async Task<bool> MayGoOnAsync(DateOnly? stoppedOn, CancellationToken stop)
    {
        var ended = End!;
        while (ended.Next != Resumption.Never)
        {
            await Task.Delay(LookAgain, shared.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            if (await MayStartAsync(ended.Next, stoppedOn, stop))
            {
                await StartAsync(stop);
            }

            if (started is not null)
            {
                return true;
            }

            if (End == RunEnd.NoSuchMember)
            {
                return false;
            }

            End = ended;
        }

        return false;
    }

    private async Task<bool> MayStartAsync(Resumption next, DateOnly? stoppedOn, CancellationToken stop)
    {
        started = null;
        try
        {
            var standing = await calls.CallAsync(Member.Grain.GetStanding, stop);
            End = standing is null ? RunEnd.NoSuchMember : End;
            return standing is { Settings.Enabled: true } && (next == Resumption.WhenStarted || standing.Today > stoppedOn);
        }
        catch (RunBrokenException)
        {
            // It is asked again in a few minutes.
            return false;
        }
    }

    private RunEnd? Begin(string runId, RunOutcome.Ready ready, long sentAt)
    {
        if (!SearchQuery.TryParse(ready.Settings.Query, out var query, out var error))
        {
            return new RunEnd($"Their search query cannot be read: {error.Message}", Resumption.WhenStarted);
        }

        started = new Started(runId, ready, query, sentAt);
        return null;
    }

    private sealed record Started(string RunId, RunOutcome.Ready Ready, SearchQuery Query, long At);
}
