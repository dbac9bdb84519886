using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;
using Purser.Local;

namespace Purser.Benchmarks.Targets;

/// <summary>Purser as <c>./run</c> starts it: PostgreSQL, one silo, one gateway, each a process, and a cluster client here.</summary>
internal sealed class PurserCluster : IAsyncDisposable
{
    public const string HttpName = "purser";

    private readonly LocalCluster _cluster;
    private readonly IHost _client;

    private PurserCluster(LocalCluster cluster, IHost client)
    {
        _cluster = cluster;
        _client = client;
        Http = new HttpTarget(HttpName, cluster.Gateways[0].Url, cluster.OperatorKey);
        Client = new ClusterTarget(Grains);
    }

    public HttpTarget Http { get; }

    public ClusterTarget Client { get; }

    public IClusterClient Grains => _client.Services.GetRequiredService<IClusterClient>();

    public string Database => _cluster.Database;

    public string OperatorKey => _cluster.OperatorKey;

    /// <summary>The silo's process.</summary>
    public ServerProcess Silo => _cluster.Silos[0];

    public static async Task<PurserCluster> StartAsync(string folder, Action<string> notify)
    {
        var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Folder = folder, Notify = notify });
        var client = ClientOf(cluster);
        try
        {
            await client.StartAsync();
            return new PurserCluster(cluster, client);
        }
        catch
        {
            client.Dispose();
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    private static IHost ClientOf(LocalCluster cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client
            .UseAdoNetClustering(clustering =>
            {
                clustering.Invariant = "Npgsql";
                clustering.ConnectionString =
                    new NpgsqlConnectionStringBuilder(cluster.Database) { SearchPath = "orleans" }.ConnectionString;
            })
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = cluster.ClusterId;
                options.ServiceId = "purser";
            }));
        return builder.Build();
    }
}
