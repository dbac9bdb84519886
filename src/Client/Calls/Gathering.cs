namespace Purser.Client;

/// <summary>
/// Sends concurrent debits of a team together: while one call is under way, the next one gathers. There is no timer, so a lone debit
/// goes at once.
/// </summary>
internal sealed class Gathering(DebitCalls calls, Retrying retrying)
{
    // From there on the cost of the call itself no longer shows, and the first debit of a call waits for the last.
    private const int MostInOneCall = 256;

    private readonly Lock gate = new();

    /// <summary>The teams with a call under way, and what waits for the next one; null = nothing does.</summary>
    private readonly Dictionary<string, Queue<Waiting>?> teams = new(StringComparer.Ordinal);

    /// <summary>Sends a debit once, alone or with others.</summary>
    /// <exception cref="PurserException">It makes no sense.</exception>
    public Task<Attempt<DebitOutcome>> DebitAsync(string teamId, Debit debit, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!teams.TryAdd(teamId, null))
            {
                var waiting = new Waiting(debit);
                (teams[teamId] ??= new Queue<Waiting>()).Enqueue(waiting);
                return waiting.OutcomeAsync(cancellation);
            }
        }

        return AloneAsync(teamId, debit, cancellation);
    }

    private async Task<Attempt<DebitOutcome>> AloneAsync(string teamId, Debit debit, CancellationToken cancellation)
    {
        try
        {
            return await calls.DebitAsync(teamId, debit, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = GoOnAsync(teamId);
        }
    }

    private async Task GoOnAsync(string teamId)
    {
        while (Next(teamId) is { } debits)
        {
            await SendAsync(teamId, debits).ConfigureAwait(false);
            // Those who were just answered, and debit again at once, come first: else they would find nobody to go with.
            await Task.Yield();
        }
    }

    /// <summary>What waits, but for those who left; null: nothing does, and no call of the team is under way from now on.</summary>
    private List<Waiting>? Next(string teamId)
    {
        lock (gate)
        {
            var next = new List<Waiting>();
            while (next.Count < MostInOneCall && teams[teamId] is { } waiting && waiting.TryDequeue(out var first))
            {
                if (!first.HasLeft)
                {
                    next.Add(first);
                }
            }

            if (next.Count > 0)
            {
                return next;
            }

            teams.Remove(teamId);
            return null;
        }
    }

    private async Task SendAsync(string teamId, List<Waiting> debits)
    {
        try
        {
            if (debits.Count == 1)
            {
                debits[0].Complete(await retrying.TryAsync(stop => calls.DebitAsync(teamId, debits[0].Debit, stop), default).ConfigureAwait(false));
                return;
            }

            var tried = await retrying.TryAsync(
                stop => calls.DebitAsync(teamId, debits.ConvertAll(waiting => waiting.Debit), stop), default).ConfigureAwait(false);
            for (var at = 0; at < debits.Count; at++)
            {
                debits[at].Complete(new Attempt<DebitOutcome>(tried.Answer?.Outcomes[at], tried.Failure));
            }
        }
        catch (PurserException) when (debits.Count > 1)
        {
            // What makes no sense of one of them must not become the others': each is told for itself.
            foreach (var waiting in debits)
            {
                await SendAsync(teamId, [waiting]).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            debits.ForEach(waiting => waiting.Fail(failure));
        }
    }

    /// <summary>A debit whose caller waits for the next call.</summary>
    private sealed class Waiting(Debit debit)
    {
        private readonly TaskCompletionSource<Attempt<DebitOutcome>> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Debit Debit => debit;

        /// <summary>Whether its caller waits no more.</summary>
        public bool HasLeft => outcome.Task.IsCompleted;

        public async Task<Attempt<DebitOutcome>> OutcomeAsync(CancellationToken cancellation)
        {
            using var leaving = cancellation.UnsafeRegister(
                static (outcome, stop) => ((TaskCompletionSource<Attempt<DebitOutcome>>)outcome!).TrySetCanceled(stop), outcome);
            return await outcome.Task.ConfigureAwait(false);
        }

        public void Complete(Attempt<DebitOutcome> attempt) => outcome.TrySetResult(attempt);

        public void Fail(Exception failure) => outcome.TrySetException(failure);
    }
}
