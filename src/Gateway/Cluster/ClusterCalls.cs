namespace Purser.Gateway.Cluster;

/// <summary>
/// Calls of grains that wait for their answer only while it can come. Orleans' client leaves a call whose silo is gone to its
/// timeout, a minute where Stripe is asked; here it ends with the connection, its outcome unknown. With several silos this
/// ends some whose answer would have come: every call may be sent again.
/// </summary>
internal sealed class ClusterCalls : IDisposable
{
    private readonly ICluster _cluster;
    private CancellationTokenSource _lost = new();

    public ClusterCalls(ICluster cluster)
    {
        _cluster = cluster;
        cluster.ConnectionLost += (_, _) => _ = Interlocked.Exchange(ref _lost, new CancellationTokenSource()).CancelAsync();
    }

    /// <exception cref="OperationCanceledException">A connection to a silo was lost before the answer came.</exception>
    public Task<T> Ask<T>(Func<ICluster, Task<T>> ask)
    {
        var lost = Volatile.Read(ref _lost).Token;
        return ask(_cluster).WaitAsync(lost);
    }

    public void Dispose() => _lost.Dispose();
}
