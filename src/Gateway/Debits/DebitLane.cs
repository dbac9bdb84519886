using System.Diagnostics.CodeAnalysis;
using Purser.Gateway.Cluster;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary>One active team's debits at this gateway: the calls in flight, and what waits for the next.</summary>
internal sealed class DebitLane(
    TeamId teamId,
    ICluster cluster,
    SiloLosses losses,
    TimeProvider time,
    DebitSettings settings,
    TimeSpan longestWait,
    Action<DebitLane> onIdle)
{
    private readonly Lock gate = new();
    private readonly List<DebitCall> inFlight = new(settings.CallsInFlight);
    private Queue<PendingDebit>? waiting;
    private bool isIdle;

    public TeamId TeamId => teamId;

    /// <summary>Takes a debit in; false when the lane has become idle and is no longer to be used.</summary>
    public bool TryAdd(DebitRequest request, [NotNullWhen(true)] out Task<DebitOutcome>? outcome)
    {
        PendingDebit debit;
        DebitCall call;
        lock (gate)
        {
            if (isIdle)
            {
                outcome = null;
                return false;
            }

            if (inFlight.Count == settings.CallsInFlight)
            {
                outcome = WaitAsync(request);
                return true;
            }

            debit = PendingDebit.Alone(request);
            call = Begin([debit]);
        }

        _ = RunAsync(call);
        outcome = debit.Outcome;
        return true;
    }

    /// <summary>
    /// Sends again what has been without an answer for some sweeps, and what was turned away since the one before. Keys make that
    /// safe: whatever came of the first attempt, the second one gets it.
    /// </summary>
    public void Sweep()
    {
        var again = new List<DebitCall>();
        lock (gate)
        {
            foreach (var call in inFlight)
            {
                if ((losses.IsTold && SiloLosses.IsDue(++call.Sweeps)) || call.Attempts == 0)
                {
                    call.Attempts++;
                    again.Add(call);
                }
            }
        }

        foreach (var call in again)
        {
            _ = RunAsync(call);
        }
    }

    /// <summary>Fails the calls in flight without waiting for their answers, and goes on with what waits.</summary>
    public void FailInFlight(Exception reason)
    {
        DebitCall[] failed;
        var next = new List<DebitCall>();
        lock (gate)
        {
            failed = [.. inFlight];
            foreach (var call in failed)
            {
                if (Finish(call) is { } following)
                {
                    next.Add(following);
                }
            }
        }

        foreach (var call in failed)
        {
            call.Fail(reason);
        }

        foreach (var call in next)
        {
            _ = RunAsync(call);
        }
    }

    private Task<DebitOutcome> WaitAsync(DebitRequest request)
    {
        waiting ??= new Queue<PendingDebit>();
        if (waiting.Count >= settings.WaitingPerTeam)
        {
            throw new TeamBusyException($"{settings.WaitingPerTeam} debits of the team wait already.");
        }

        var debit = PendingDebit.Gathered(request, time.GetTimestamp());
        waiting.Enqueue(debit);
        return debit.Outcome;
    }

    private async Task RunAsync(DebitCall call)
    {
        DebitOutcome[]? outcomes = null;
        Exception? failure = null;
        try
        {
            outcomes = await call.AskAsync(cluster.Team(teamId));
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        DebitCall? next;
        bool isLast;
        lock (gate)
        {
            isLast = --call.Attempts == 0;
            call.MayStillBeDone |= failure is not null && !SiloLosses.IsTurnedAway(failure);
            if (failure is not null && (!isLast || (SiloLosses.IsTurnedAway(failure) && ++call.TurnedAway <= SiloLosses.Sweeps && losses.Suspect())))
            {
                // Another attempt is under way, or a sweep will make one.
                return;
            }

            next = Finish(call);
        }

        // The silo gets its next call before this one's callers get their answers.
        if (next is not null)
        {
            _ = RunAsync(next);
        }

        if (failure is null)
        {
            call.Complete(outcomes!, isLast && !call.MayStillBeDone);
        }
        else
        {
            call.Fail(failure);
        }
    }

    private DebitCall Begin(PendingDebit[] debits)
    {
        var call = new DebitCall(debits) { Attempts = 1 };
        inFlight.Add(call);
        return call;
    }

    /// <summary>Takes a call out of flight and what waits into the next one; the lane is idle when there is neither.</summary>
    private DebitCall? Finish(DebitCall call)
    {
        if (!inFlight.Remove(call))
        {
            // It was failed before its answer came, and its place is taken.
            return null;
        }

        if (TakeWaiting() is { } next)
        {
            return Begin(next);
        }

        if (inFlight.Count == 0)
        {
            isIdle = true;
            onIdle(this);
        }

        return null;
    }

    private PendingDebit[]? TakeWaiting()
    {
        if (this.waiting is not { Count: > 0 } waiting)
        {
            return null;
        }

        var batch = new List<PendingDebit>(Math.Min(waiting.Count, settings.DebitsPerCall));
        while (batch.Count < settings.DebitsPerCall && waiting.TryDequeue(out var debit))
        {
            if (time.GetElapsedTime(debit.Since) > longestWait)
            {
                debit.Fail(new LedgerUnavailableException("The debit waited too long for its call; it was not sent."));
            }
            else
            {
                batch.Add(debit);
            }
        }

        return batch.Count > 0 ? [.. batch] : null;
    }
}
