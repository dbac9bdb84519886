using System.Diagnostics;
using Purser.Gateway.Hosting;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary>The debits of one call of a team's grain, in order.</summary>
internal sealed class DebitCall(PendingDebit[] debits)
{
    /// <summary>How often it is on its way; the lane's gate guards it.</summary>
    public int Attempts { get; set; }

    /// <summary>How many sweeps it has lived through without an answer; the lane's gate guards it.</summary>
    public int Sweeps { get; set; }

    /// <summary>How often its last attempt was turned away; the lane's gate guards it.</summary>
    public int TurnedAway { get; set; }

    /// <summary>Whether an attempt ended without telling what came of it, after a time-out say; the lane's gate guards it.</summary>
    public bool MayStillBeDone { get; set; }

    /// <summary>A debit alone goes as one: a smaller message each way.</summary>
    public async Task<DebitOutcome[]> AskAsync(ITeamGrain team)
    {
        using var span = RequestTraces.Gather(debits.Select(static debit => debit.Asking));
        if (debits.Length == 1)
        {
            return [await team.Debit(debits[0].Request)];
        }

        var requests = new DebitRequest[debits.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = debits[i].Request;
        }

        var outcomes = (await team.DebitMany(requests)).Outcomes;
        return outcomes.Length == requests.Length
            ? outcomes
            : throw new InvalidOperationException($"{outcomes.Length} outcomes came for {requests.Length} debits.");
    }

    /// <summary>Tells the callers.</summary>
    /// <param name="outcomes">What the grain said.</param>
    /// <param name="isFinal">
    /// Whether what came of every other attempt is known. If not, one may still take the credit that this one was refused.
    /// </param>
    public void Complete(DebitOutcome[] outcomes, bool isFinal)
    {
        for (var i = 0; i < debits.Length; i++)
        {
            if (isFinal || outcomes[i] is DebitOutcome.Debited)
            {
                debits[i].Complete(outcomes[i]);
            }
            else
            {
                debits[i].Fail(new LedgerUnavailableException("A silo was lost, and what came of the debit is not known; try again with the same key."));
            }
        }
    }

    public void Fail(Exception reason)
    {
        foreach (var debit in debits)
        {
            debit.Fail(reason);
        }
    }
}

/// <summary>A debit and the caller who waits for it.</summary>
internal sealed class PendingDebit
{
    private readonly TaskCompletionSource<DebitOutcome> outcome;

    private PendingDebit(DebitRequest request, long since, TaskCreationOptions options)
    {
        Request = request;
        Since = since;
        outcome = new TaskCompletionSource<DebitOutcome>(options);
    }

    public DebitRequest Request { get; }

    /// <summary>The span of the caller's request, if it is kept.</summary>
    public Activity? Asking { get; } = RequestTraces.Asking;

    /// <summary>The timestamp of its arrival.</summary>
    public long Since { get; }

    public Task<DebitOutcome> Outcome => outcome.Task;

    /// <summary>Its caller is answered on the thread that brings the outcome: there is nobody else to hold up.</summary>
    public static PendingDebit Alone(DebitRequest request) => new(request, since: 0, TaskCreationOptions.None);

    /// <summary>Its caller is answered on a thread of its own, next to the others of the call.</summary>
    public static PendingDebit Gathered(DebitRequest request, long since) =>
        new(request, since, TaskCreationOptions.RunContinuationsAsynchronously);

    public void Complete(DebitOutcome outcome) => this.outcome.TrySetResult(outcome);

    public void Fail(Exception reason) => outcome.TrySetException(reason);
}
