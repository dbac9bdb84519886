using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Purser.Access;
using Purser.Alerts;
using Purser.AuditTrail;
using Purser.AutoBid;
using Purser.Billing;
using Purser.History;
using Purser.Hosting;
using Purser.Insights;
using Purser.Portal;
using Purser.Teams;

namespace Purser.Gateway.Cluster;

/// <summary>The cluster that the gateway is a client of. It starts and answers (with 503) while there is no cluster or no database.</summary>
internal sealed partial class OrleansCluster(
    IOptions<ClusterSettings> settings, TimeProvider time, IConfiguration configuration, ILoggerFactory loggers, ILogger<OrleansCluster> log)
    : BackgroundService, ICluster
{
    /// <summary>How often a silo is asked whether the others are still there.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private volatile IClusterClient? client;
    private volatile TeamReferences? teams;
    private string? lastReason;

    public event EventHandler<SiloLossEventArgs>? SiloLost;

    public event EventHandler? SiloFound;

    private IClusterClient Client =>
        client ?? throw new ClusterAwayException("The gateway is not connected to the cluster.");

    public ITeamGrain Team(TeamId teamId)
    {
        var connected = Client;
        return (teams ??= new TeamReferences(connected)).Find(teamId);
    }

    public IHistoryGrain History(TeamId teamId) => Client.GetGrain<IHistoryGrain>(teamId);

    public IBillingGrain Billing(TeamId teamId) => Client.GetGrain<IBillingGrain>(teamId);

    public IAutoBidGrain AutoBid(TeamId teamId, MemberId memberId) => Client.GetGrain<IAutoBidGrain>(new AutoBidKey(teamId, memberId));

    public IAutoBidInsights AutoBidInsights(TeamId teamId, MemberId memberId) =>
        Client.GetGrain<IAutoBidInsights>(new AutoBidKey(teamId, memberId));

    public ITeamAutoBid TeamAutoBid(TeamId teamId) => Client.GetGrain<ITeamAutoBid>(teamId);

    public ITeamInsights TeamInsights(TeamId teamId) => Client.GetGrain<ITeamInsights>(teamId);

    public ITeamDirectory Teams() => Client.GetGrain<ITeamDirectory>(0);

    public IStripeInbox StripeInbox() => Client.GetGrain<IStripeInbox>(0);

    public IPortalDoor PortalDoor() => Client.GetGrain<IPortalDoor>(0);

    public IAuditLog AuditLog() => Client.GetGrain<IAuditLog>(0);

    public IApiKeys ApiKeys() => Client.GetGrain<IApiKeys>(0);

    public IAlertEndpoints AlertEndpoints() => Client.GetGrain<IAlertEndpoints>(0);

    public IAlertLog AlertLog() => Client.GetGrain<IAlertLog>(0);

    public Task PingAsync(CancellationToken cancellation) => Client.PingAsync(cancellation);

    public ValueTask<DebitOutcome?> TryDebitHereAsync(TeamId teamId, DebitRequest request) => default;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = new OrleansClient(settings.Value, "purser-gateway", RetryForEverAsync, orleans =>
        {
            orleans.Services.AddSingleton(loggers);
            if (Otlp.IsOn(configuration))
            {
                orleans.AddActivityPropagation();
            }

            orleans.AddGatewayCountChangedHandler(OnSiloCountChanged);
            orleans.Configure<TypeManagementOptions>(types => types.TypeMapRefreshInterval = BetweenLooks);
        });
        try
        {
            await connection.ConnectAsync(stoppingToken);
            client = connection.Grains;
            LogConnected(settings.Value.ClusterId);
            await WatchSilosAsync(connection.Silos, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // By now the HTTP server has answered what was in flight: it starts last and so is stopped first.
        }

        client = null;
    }

    private async Task<bool> RetryForEverAsync(Exception reason, CancellationToken cancellation)
    {
        // Said once, not at every attempt.
        if (!string.Equals(lastReason, reason.Message, StringComparison.Ordinal))
        {
            lastReason = reason.Message;
            LogAway(reason.Message);
        }

        await Task.Delay(settings.Value.RetryPause, time, cancellation);
        return true;
    }

    /// <summary>
    /// A silo to which this gateway has no connection may be lost too, and with it what others relayed to it: whoever is left tells
    /// of it.
    /// </summary>
    private async Task WatchSilosAsync(IClusterManifestProvider silos, CancellationToken stopping)
    {
        HashSet<SiloAddress> known = [];
        await foreach (var told in silos.Updates.WithCancellation(stopping))
        {
            var there = told.Silos.Keys.ToHashSet();
            if (!known.IsSubsetOf(there))
            {
                // Somebody told it, so somebody is left.
                LogSiloGone();
                SiloLost?.Invoke(this, new SiloLossEventArgs(left: 1));
            }

            known = there;
        }
    }

    private void OnSiloCountChanged(object? sender, GatewayCountChangedEventArgs change)
    {
        if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways)
        {
            if (client is null)
            {
                // The gateway stops: it let go of the silo itself, and nothing is in flight.
                return;
            }

            LogSiloLost(change.NumberOfConnectedGateways);
            SiloLost?.Invoke(this, new SiloLossEventArgs(change.NumberOfConnectedGateways));
        }
        else
        {
            LogSiloFound(change.NumberOfConnectedGateways);
            SiloFound?.Invoke(this, EventArgs.Empty);
        }
    }
}
