using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Storage;
using Purser.Hosting;
using Purser.Hosting.Tls;
using Purser.Silo.Calls;
using Purser.Storage;

namespace Purser.Silo;

internal static class OrleansSilo
{
    private const string Npgsql = "Npgsql";

    public static void AddOrleansSilo(this IHostApplicationBuilder builder) => builder.UseOrleans(static silo =>
    {
        silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<SiloOptions>>(UseIds);
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<SiloOptions>>(UseEndpoints);
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<IOptions<SiloOptions>>(UseCertificates);
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
        silo.AskForSecrets();
        if (Otlp.IsOn(silo.Configuration))
        {
            // Not else: filters would be in the way of every call.
            silo.AddActivityPropagation();
        }

        silo.AddDashboard(static dashboard => dashboard.HideTrace = true);
    });

    /// <summary>Where no secrets are set there are no filters either, which would cost every call something.</summary>
    private static void AskForSecrets(this ISiloBuilder silo)
    {
        if (silo.Configuration.GetSection(ClusterSecrets.Section).Get<ClusterSecrets>() is { AreAsked: true } secrets)
        {
            silo.AddIncomingGrainCallFilter(new CallGuard(secrets));
            silo.AddOutgoingGrainCallFilter(new SecretOnCalls(secrets.Silo));
        }
    }

    private static void AddSnapshotStorage(this ISiloBuilder silo)
    {
        silo.AddAdoNetGrainStorage(WholeIdGrainStorage.InnerName, static storage =>
            storage.Configure<OrleansDatabase, OrleansGrainStorageSerializer>(static (options, database, serializer) =>
            {
                options.Invariant = Npgsql;
                options.DataSource = database.Storage;
                options.GrainStorageSerializer = serializer;
            }));
        silo.Services.AddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddKeyedSingleton<IGrainStorage>(WholeIdGrainStorage.Name, static (services, _) =>
            new WholeIdGrainStorage(services.GetRequiredKeyedService<IGrainStorage>(WholeIdGrainStorage.InnerName)));
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

    private static void UseCertificates(SiloConnectionOptions connections, IOptions<SiloOptions> options)
    {
        if (options.Value.ClusterTls is not { IsUsed: true } settings)
        {
            return;
        }

        // They live as long as the process.
        var certificates = new ClusterCertificates(settings);
        connections.ConfigureSiloInboundConnection(between => between.UseServerTls(ClusterTls.With(certificates, othersAreSilos: true)));
        connections.ConfigureSiloOutboundConnection(between => between.UseClientTls(ClusterTls.With(certificates, othersAreSilos: true)));
        connections.ConfigureGatewayInboundConnection(between => between.UseServerTls(ClusterTls.With(certificates, othersAreSilos: false)));
    }

    /// <summary>
    /// With Orleans' defaults a team's debits wait some ten seconds for a silo that was killed, a minute for one that
    /// hangs, and a minute and a half when a newcomer finds only the row of a silo that nobody watched die.
    /// </summary>
    private static void DetectFailuresInSeconds(ClusterMembershipOptions membership)
    {
        // A killed silo misses three probes within two seconds. One that hangs is voted out only when nothing at all
        // has come from it for three times four, so that a busy machine does not cost a silo.
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
