using System.Data.Common;
using Purser.Teams;

namespace Purser.AutoBid.Running;

/// <summary>
/// Calls of one member's grain, repeated while the cluster or its ledger is away: the contract says that repeating is safe,
/// also where the outcome is unknown.
/// </summary>
internal sealed class PatientCalls(TimeProvider time)
{
    /// <summary>How long a call is repeated: a cluster that is away for longer needs somebody to look at it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // A silo restarts within seconds; what was a hiccup is over after the first pause.
    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private volatile bool gaveUp;

    /// <param name="call">The call.</param>
    /// <param name="cancellation">When to stop repeating it; it is tried once even then.</param>
    /// <exception cref="RunBrokenException">There is no answer.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        for (var repeats = 0; ; repeats++)
        {
            try
            {
                var answer = await call();
                gaveUp = false;
                return answer;
            }
            catch (Exception failure) when (IsPassing(failure))
            {
                if (cancellation.IsCancellationRequested)
                {
                    throw new RunBrokenException(RunEnd.Broken("The worker was stopped before the cluster answered."), failure);
                }

                // Once it was away that long, the calls still to make do not wait for as long again, each.
                if (gaveUp || time.GetElapsedTime(begun) >= Patience)
                {
                    gaveUp = true;
                    throw new RunBrokenException(
                        RunEnd.ClusterAway($"The cluster gave no answer for {Patience.TotalMinutes:0} minutes: {failure.Message}"), failure);
                }
            }
            catch (Exception failure)
            {
                throw new RunBrokenException(RunEnd.Broken($"The cluster refused a call: {failure.Message}"), failure);
            }

            await Task.Delay(Pauses.After(repeats), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
internal sealed class RunBrokenException(RunEnd end, Exception cause) : Exception(end.Why, cause)
{
    /// <summary>How the run ends with that.</summary>
    public RunEnd End => end;
}
