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
    /// <exception cref="LedgerUnavailableException">The last silo was lost before the answer came.</exception>
    public Task<T> AskAsync<T>(Func<ICluster, Task<T>> ask, bool isRepeatable = true)
    {
        var call = ask(cluster);
        return call.IsCompletedSuccessfully ? call : AwaitAsync(ask, call, isRepeatable);
    }

    private async Task<T> AwaitAsync<T>(Func<ICluster, Task<T>> ask, Task<T> call, bool isRepeatable)
    {
        for (var sweeps = 0; ;)
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

                if (SiloLosses.IsDue(++sweeps) && isRepeatable && !call.IsCompleted)
                {
                    call = FirstAnswerAsync(call, ask(cluster));
                }
            }
            catch (OrleansException) when (isRepeatable && losses.IsUnderWay)
            {
                // Turned away, because the silo that it was for is still believed to be there.
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, sweep).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                call = ask(cluster);
            }
        }
    }

    /// <summary>The answer of whichever has one; a failure only when both have failed.</summary>
    private static async Task<T> FirstAnswerAsync<T>(Task<T> one, Task<T> other)
    {
        var first = await Task.WhenAny(one, other);
        var second = ReferenceEquals(first, one) ? other : one;
        if (first.IsCompletedSuccessfully)
        {
            second.Ignore();
            return await first;
        }

        first.Ignore();
        return await second;
    }

    private static LedgerUnavailableException LastSiloLost() => new("The connection to the last silo was lost before the answer came.");
}
