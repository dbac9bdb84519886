using Purser.Hosting;

namespace Purser.AutoBid.Worker.Cluster;

/// <summary>How long a worker waits for its cluster.</summary>
internal static class ClusterConnection
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    /// <summary>Connects, patiently.</summary>
    /// <param name="settings">To what.</param>
    /// <param name="patience">How long to try.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Where to say every few seconds that it still tries, and why.</param>
    /// <param name="stop">Gives up at once, with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ClusterAwayException">No silo was reached in that time.</exception>
    public static async Task<OrleansClient> ConnectAsync(
        ClusterSettings settings, TimeSpan patience, TimeProvider time, Action<string> say, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        var said = TimeSpan.MinValue;
        Exception? last = null;
        var client = new OrleansClient(settings, "purser-auto-bid", RetryAsync);
        try
        {
            await client.ConnectAsync(stop);
            return client;
        }
        catch (Exception failure)
        {
            await client.DisposeAsync();
            if (failure == last)
            {
                throw new ClusterAwayException($"No silo of cluster {settings.ClusterId} was reached in {patience.TotalSeconds:0} s: {failure.Message}", failure);
            }

            throw;
        }

        async Task<bool> RetryAsync(Exception reason, CancellationToken cancellation)
        {
            last = reason;
            var waited = time.GetElapsedTime(begun);
            if (waited >= patience)
            {
                return false;
            }

            if (said == TimeSpan.MinValue || waited - said >= SayEvery)
            {
                said = waited;
                say($"Cluster {settings.ClusterId} cannot be reached yet; trying for {(patience - waited).TotalSeconds:0} s more. {reason.Message}");
            }

            await Task.Delay(settings.RetryPause, time, cancellation);
            return true;
        }
    }
}
