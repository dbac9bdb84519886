using System.Data.Common;
using Purser.Teams;

namespace Purser.AutoBid.Running;

/// <summary>
/// Calls of one member's grain, repeated while the cluster or its ledger is away: the contract says that repeating is safe,
/// also where the outcome is unknown.
/// </summary>
internal sealed class PatientCalls(TimeProvider time)
{
    /// <summary>How long a call is repeated.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // A silo restarts within seconds; what was a hiccup is over after the first pause.
    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private volatile bool gaveUp;
    private bool isWaiting;

    /// <summary>
    /// Asks the cluster for something else. As long as that has no answer either, it is the cluster that is away, and the call
    /// is repeated without end. Null: a cluster that is away for longer than <see cref="Patience"/> needs somebody to look at it.
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
        var isLast = false;
        for (var repeats = 0; ; repeats++)
        {
            try
            {
                var answer = await call();
                gaveUp = false;
                SayIfChanged(isWaiting: false, "The cluster is there again.");
                return answer;
            }
            catch (Exception failure) when (IsPassing(failure))
            {
                if (cancellation.IsCancellationRequested)
                {
                    throw new RunBrokenException("The worker was stopped before the cluster answered.", failure);
                }

                // Once one was given up, the calls still to make do not wait for as long again, each.
                if (isLast || gaveUp)
                {
                    gaveUp = true;
                    throw new RunBrokenException(
                        $"The cluster gave no answer for {Patience.TotalMinutes:0} minutes: {failure.Message}", failure);
                }
            }
            catch (Exception failure)
            {
                throw new RunBrokenException($"The cluster refused a call: {failure.Message}", failure);
            }

            if (time.GetElapsedTime(begun) >= Patience)
            {
                // Once more, for it may just have come back.
                isLast = !await IsAwayAsync();
                begun = time.GetTimestamp();
            }

            await Task.Delay(Pauses.After(repeats), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether it is the cluster that does not answer; false where only this call has no answer, and where nobody is to wait.</summary>
    private async Task<bool> IsAwayAsync()
    {
        if (Probe is null)
        {
            return false;
        }

        try
        {
            await Probe();
            return false;
        }
        catch (Exception failure) when (IsPassing(failure))
        {
            SayIfChanged(isWaiting: true, $"The cluster gives no answer and is waited for: {failure.Message}");
            return true;
        }
    }

    private void SayIfChanged(bool isWaiting, string text)
    {
        if (Interlocked.Exchange(ref this.isWaiting, isWaiting) != isWaiting)
        {
            Say(text);
        }
    }

    private static bool IsPassing(Exception failure) => failure
        is LedgerUnavailableException or TeamBusyException or TimeoutException
        // No silo, a silo that went away, a message that was rejected; a silo's own look into a database that is away.
        or OrleansException or DbException
        // The client lost the silo under the call.
        or ObjectDisposedException or OperationCanceledException;
}

/// <summary>A run cannot go on: a call of the grain has no answer.</summary>
internal sealed class RunBrokenException(string message, Exception cause) : Exception(message, cause);
