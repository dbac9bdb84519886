using Purser.Hosting;

namespace Purser.AutoBid.Worker.Running;

/// <summary>
/// Calls of one member's grain, repeated while the cluster or its ledger is away: the contract says that repeating is safe,
/// also where the outcome is unknown.
/// </summary>
internal sealed class PatientCalls(TimeProvider time)
{
    /// <summary>How long a call is repeated while it alone has no answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // A silo restarts within seconds; what was a hiccup is over after the first pause.
    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private volatile bool gaveUp;
    private bool isWaiting;

    /// <summary>
    /// Asks the cluster for something else. As long as that has no answer either, it is the cluster that is away, and a call is
    /// repeated without end. Null: a cluster that is away for longer than <see cref="Patience"/> needs somebody to look at it.
    /// </summary>
    public Func<Task>? Probe { get; init; }

    /// <summary>Where to say that the cluster is waited for.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <param name="call">The call.</param>
    /// <param name="cancellation">When to stop repeating it; it is tried once even then.</param>
    /// <exception cref="RunBrokenException">There is no answer.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        // Minutes at whose beginning the cluster may have been away say nothing of the call.
        var wasThere = Probe is null;
        for (var repeats = 0; ; repeats++)
        {
            Exception failure;
            try
            {
                var answer = await call();
                gaveUp = false;
                Notice(absence: null);
                return answer;
            }
            catch (Exception passing) when (PassingTrouble.Is(passing))
            {
                failure = passing;
            }
            catch (Exception refusal)
            {
                throw new RunBrokenException($"The cluster refused a call: {refusal.Message}", refusal);
            }

            if (cancellation.IsCancellationRequested)
            {
                throw new RunBrokenException("The worker was stopped before the cluster answered.", failure);
            }

            if (gaveUp || time.GetElapsedTime(begun) >= Patience)
            {
                var isThere = await IsThereAsync();
                if (isThere && wasThere)
                {
                    // The calls still to make do not wait for as long again, each.
                    gaveUp = Probe is null;
                    throw new RunBrokenException($"The cluster gave no answer for {Patience.TotalMinutes:0} minutes: {failure.Message}", failure);
                }

                (wasThere, begun) = (isThere, time.GetTimestamp());
            }

            await Task.Delay(Pauses.After(repeats), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether the cluster is there, so that it is the call that has no answer; always where nobody is to wait.</summary>
    private async Task<bool> IsThereAsync()
    {
        if (Probe is null)
        {
            return true;
        }

        Exception? absence = null;
        try
        {
            await Probe();
        }
        catch (Exception failure)
        {
            // Whoever refuses is there.
            absence = PassingTrouble.Is(failure) ? failure : null;
        }

        Notice(absence);
        return absence is null;
    }

    private void Notice(Exception? absence)
    {
        if (Interlocked.Exchange(ref isWaiting, absence is not null) != absence is not null)
        {
            Say(absence is null ? "The cluster is there again." : $"The cluster gives no answer and is waited for: {absence.Message}");
        }
    }
}

/// <summary>A run cannot go on: a call of the grain has no answer.</summary>
internal sealed class RunBrokenException(string message, Exception cause) : Exception(message, cause);
