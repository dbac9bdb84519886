using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Purser.AutoBid.Worker.Cluster;

/// <summary>The Orleans client of this worker.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    private readonly ServiceProvider services;

    private ClusterConnection(ServiceProvider services) => this.services = services;

    public IGrainFactory Grains => services.GetRequiredService<IClusterClient>();

    private IEnumerable<IHostedService> Lifetimes => services.GetServices<IHostedService>();

    /// <summary>Connects, patiently.</summary>
    /// <param name="address">To what.</param>
    /// <param name="patience">How long to try.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Where to say every few seconds that it still tries, and why.</param>
    /// <param name="stop">Gives up at once, with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="NoClusterException">No silo was reached in that time.</exception>
    public static async Task<ClusterConnection> ConnectAsync(
        ClusterAddress address, TimeSpan patience, TimeProvider time, Action<string> say, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        var said = TimeSpan.MinValue;
        Exception? last = null;
        var connection = new ClusterConnection(Build(address, RetryAsync));
        try
        {
            foreach (var lifetime in connection.Lifetimes)
            {
                await lifetime.StartAsync(stop);
            }

            return connection;
        }
        catch (Exception failure)
        {
            await connection.services.DisposeAsync();
            if (failure == last)
            {
                throw new NoClusterException($"No silo of cluster {address.ClusterId} was reached in {patience.TotalSeconds:0} s: {failure.Message}", failure);
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
                say($"Cluster {address.ClusterId} cannot be reached yet; trying for {(patience - waited).TotalSeconds:0} s more. {reason.Message}");
            }

            await Task.Delay(RetryPause, time, cancellation);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lifetime in Lifetimes)
        {
            await lifetime.StopAsync(CancellationToken.None);
        }

        await services.DisposeAsync();
    }

    private static ServiceProvider Build(ClusterAddress address, Func<Exception, CancellationToken, Task<bool>> retry) =>
        new ServiceCollection()
            .AddLogging()
            .AddOrleansClient(client => client
                .UseAdoNetClustering(clustering =>
                {
                    clustering.Invariant = "Npgsql";
                    clustering.ConnectionString = address.OrleansDatabase;
                })
                .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (address.ClusterId, address.ServiceId))

                // As the gateway: a restarted silo is found in seconds; it is one small query.
                .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2))

                // Many times what a commit takes; after that the call is repeated, to whichever silo is there then.
                .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(10))
                .UseConnectionRetryFilter(retry))
            .BuildServiceProvider();
}

/// <summary>There is no cluster to work for.</summary>
internal sealed class NoClusterException(string message, Exception cause) : Exception(message, cause);
