using Purser.Teams;

namespace Purser.Gateway.Cluster;

/// <summary>
/// Calls of grains that outlive a silo: what has had no answer when a silo is lost is sent again, and the first answer counts.
/// Every call of the API may be sent again; only what it says of a removal would differ.
/// </summary>
internal sealed class ClusterCalls(ICluster cluster, SiloLosses losses)
{
    /// <param name="ask">The call.</param>
    /// <param name="isRepeatable">Whether its second answer is as good as its first.</param>
    /// <param name="isFinal">
    /// Whether an answer stands even while the call is under way a second time; null: any does. A refusal does not: the other
    /// attempt may still take what this one was refused.
    /// </param>
    /// <exception cref="LedgerUnavailableException">What came of the call is not known.</exception>
    public Task<T> AskAsync<T>(Func<ICluster, Task<T>> ask, bool isRepeatable = true, Func<T, bool>? isFinal = null)
    {
        var call = ask(cluster);
        return call.IsCompletedSuccessfully ? call : AwaitAsync(ask, call, isRepeatable, isFinal);
    }

    private async Task<T> AwaitAsync<T>(Func<ICluster, Task<T>> ask, Task<T> call, bool isRepeatable, Func<T, bool>? isFinal)
    {
        for (int sweeps = 0, turnedAway = 0; ;)
        {
            var sweep = losses.NextSweep;
            try
            {
                return await call.WaitAsync(sweep);
            }
            catch (OperationCanceledException) when (sweep.IsCancellationRequested)
            {
                if (!losses.IsAnyLeft && !call.IsCompleted)
                {
                    call.Ignore();
                    throw LastSiloLost();
                }

                if (losses.IsTold && SiloLosses.IsDue(++sweeps) && isRepeatable && !call.IsCompleted)
                {
                    call = FirstAnswerAsync(call, ask(cluster), isFinal);
                }
            }
            catch (OrleansException failure) when (SiloLosses.IsTurnedAway(failure) && isRepeatable && ++turnedAway <= SiloLosses.Sweeps && losses.Suspect())
            {
                // Turned away, because the silo that it was for is still believed to be there.
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, sweep).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                call = ask(cluster);
            }
        }
    }

    /// <summary>The answer of whichever has one; one that does not stand alone only when both have one.</summary>
    private static async Task<T> FirstAnswerAsync<T>(Task<T> one, Task<T> other, Func<T, bool>? isFinal)
    {
        var first = await Task.WhenAny(one, other);
        var second = ReferenceEquals(first, one) ? other : one;
        if (first.IsCompletedSuccessfully && Stands(await first))
        {
            second.Ignore();
            return await first;
        }

        first.Ignore();
        var answer = await second;
        return first.IsCompletedSuccessfully || Stands(answer) ? answer : throw NotKnown();

        bool Stands(T answer) => isFinal is null || isFinal(answer);
    }

    private static LedgerUnavailableException NotKnown() =>
        new("A silo was lost, and what came of the call is not known; try again with the same keys.");

    private static LedgerUnavailableException LastSiloLost() => new("The connection to the last silo was lost before the answer came.");
}
