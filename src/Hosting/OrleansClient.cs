using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Purser.Hosting.Tls;

namespace Purser.Hosting;

/// <summary>
/// An Orleans client among services of its own: among a program's, it would hold up the program's start until there is a
/// cluster.
/// </summary>
public sealed class OrleansClient : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly ClusterCertificates? certificates;
    private bool isConnected;

    /// <param name="settings">Of what cluster.</param>
    /// <param name="name">What PostgreSQL calls the client's connections.</param>
    /// <param name="retry">Asked after each attempt to connect that failed, and why: whether to try again, after which pause.</param>
    /// <param name="configure">What the program adds.</param>
    public OrleansClient(
        ClusterSettings settings, string name, Func<Exception, CancellationToken, Task<bool>> retry, Action<IClientBuilder>? configure = null)
    {
        var tables = DatabaseAddress.OfOrleans(settings.ConnectionString, name, connections: 2);
        (tables.Timeout, tables.CommandTimeout) = (5, 5);
        certificates = settings.ClusterTls.IsUsed ? new ClusterCertificates(settings.ClusterTls) : null;
        services = new ServiceCollection()
            .AddLogging()
            .AddOrleansClient(client =>
            {
                client
                    .UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = ("Npgsql", tables.ConnectionString))
                    .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, settings.ServiceId))
                    .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = settings.ResponseTimeout)
                    .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = settings.SiloListRefresh)
                    .UseConnectionRetryFilter(retry);
                if (settings.Secret.Length > 0)
                {
                    client.AddOutgoingGrainCallFilter(new SecretOnCalls(settings.Secret));
                }

                if (certificates is not null)
                {
                    client.UseTls(certificates);
                }

                configure?.Invoke(client);
            })
            .BuildServiceProvider();
    }

    /// <summary>The grains.</summary>
    public IClusterClient Grains => services.GetRequiredService<IClusterClient>();

    /// <summary>Which silos there are, as one of them tells it whenever that has changed.</summary>
    public IClusterManifestProvider Silos => services.GetRequiredService<IClusterManifestProvider>();

    private IEnumerable<IHostedService> Lifetimes => services.GetServices<IHostedService>();

    /// <summary>Connects, as patiently as <c>retry</c> is; what it did not want to try again is thrown.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        foreach (var lifetime in Lifetimes)
        {
            await lifetime.StartAsync(cancellation);
        }

        isConnected = true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (isConnected)
        {
            foreach (var lifetime in Lifetimes)
            {
                await lifetime.StopAsync(CancellationToken.None);
            }
        }

        await services.DisposeAsync();
        certificates?.Dispose();
    }
}
