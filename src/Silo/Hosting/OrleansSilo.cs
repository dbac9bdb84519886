using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Storage;
using Purser.Storage;

namespace Purser.Hosting;

internal static class OrleansSilo
{
    private const string Npgsql = "Npgsql";

    public static void AddOrleansSilo(this IHostApplicationBuilder builder) => builder.UseOrleans(static silo =>
    {
        silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<SiloOptions>>(UseIds);
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<SiloOptions>>(UseEndpoints);
        silo.Configure<ClusterMembershipOptions>(DetectFailuresInSeconds);
        silo.Configure<GrainCollectionOptions>(CollectIdleTeams);
        silo.UseAdoNetClustering(static clustering => clustering.Configure<OrleansDatabase>(static (options, database) =>
        {
            options.Invariant = Npgsql;
            options.DataSource = database.Membership;
        }));
        silo.UseAdoNetReminderService(static reminders => reminders.Configure<OrleansDatabase>(static (options, database) =>
        {
            options.Invariant = Npgsql;
            options.DataSource = database.Storage;
        }));
        silo.AddSnapshotStorage();
        silo.AddDashboard(static dashboard => dashboard.HideTrace = true);
    });

    private static void AddSnapshotStorage(this ISiloBuilder silo)
    {
        silo.AddAdoNetGrainStorage(TextKeyGrainStorage.InnerName, static storage =>
            storage.Configure<OrleansDatabase, OrleansGrainStorageSerializer>(static (options, database, serializer) =>
            {
                options.Invariant = Npgsql;
                options.DataSource = database.Storage;
                options.GrainStorageSerializer = serializer;
            }));
        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddKeyedSingleton<IGrainStorage>(TextKeyGrainStorage.Name, static (services, _) =>
            new TextKeyGrainStorage(services.GetRequiredKeyedService<IGrainStorage>(TextKeyGrainStorage.InnerName)));
    }

    private static void UseIds(ClusterOptions cluster, IOptions<SiloOptions> options)
    {
        cluster.ClusterId = options.Value.ClusterId;
        cluster.ServiceId = options.Value.ServiceId;
    }

    private static void UseEndpoints(EndpointOptions endpoints, IOptions<SiloOptions> options)
    {
        var address = IPAddress.Parse(options.Value.AdvertisedAddress);
        endpoints.AdvertisedIPAddress = address;
        endpoints.SiloPort = options.Value.SiloPort;
        endpoints.GatewayPort = options.Value.GatewayPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(address, options.Value.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(address, options.Value.GatewayPort);
    }

    /// <summary>
    /// Orleans' defaults take a quarter of a minute for a silo that was killed, and a minute and a half for a newcomer
    /// to overrule the row of one that nobody watched die. A team's debits wait for that long.
    /// </summary>
    private static void DetectFailuresInSeconds(ClusterMembershipOptions membership)
    {
        // Three missed probes of about a second. A silo that stalls but still sends anything within four times that
        // is not voted out, so a busy machine does not cost a silo.
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 3;

        // A row without a heartbeat for three periods no longer counts as a voter and no longer holds up a newcomer.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);

        // Changes spread by gossip; this bounds how long a silo that missed one believes in the dead.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>An idle team costs memory, its return a snapshot and the ledger's tail: cheap enough to let go after ten minutes.</summary>
    private static void CollectIdleTeams(GrainCollectionOptions collection) =>
        collection.CollectionAge = TimeSpan.FromMinutes(10);
}
