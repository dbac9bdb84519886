using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Purser.AutoBid;
using Purser.Billing;
using Purser.History;
using Purser.Insights;
using Purser.Teams;

namespace Purser.Gateway.Cluster;

/// <summary>
/// The Orleans client, among services of its own: the gateway starts and answers (with 503) while there is no cluster
/// or no database, where a client among the gateway's services would hold up its start until there is one.
/// </summary>
internal sealed partial class OrleansCluster(
    IOptions<ClusterSettings> settings, TimeProvider time, ILoggerFactory loggers, ILogger<OrleansCluster> log)
    : BackgroundService, ICluster
{
    private volatile IClusterClient? client;
    private volatile TeamReferences? teams;
    private string? lastReason;

    public event EventHandler<SiloLossEventArgs>? SiloLost;

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

    public IStripeInbox StripeInbox() => Client.GetGrain<IStripeInbox>(0);

    public Task PingAsync(CancellationToken cancellation) => Client.PingAsync(cancellation);

    public ValueTask<DebitOutcome?> TryDebitHereAsync(TeamId teamId, DebitRequest request) => default;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var services = BuildClient();
        var lifetimes = services.GetServices<IHostedService>().ToList();
        try
        {
            foreach (var lifetime in lifetimes)
            {
                await lifetime.StartAsync(stoppingToken);
            }

            client = services.GetRequiredService<IClusterClient>();
            LogConnected(settings.Value.ClusterId);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // By now the HTTP server has answered what was in flight: it starts last and so is stopped first.
        }

        if (client is null)
        {
            return;
        }

        client = null;
        foreach (var lifetime in lifetimes)
        {
            await lifetime.StopAsync(CancellationToken.None);
        }
    }

    private ServiceProvider BuildClient() => new ServiceCollection()
        .AddSingleton(loggers)
        .AddLogging()
        .AddOrleansClient(client => client
            .UseAdoNetClustering(clustering =>
            {
                clustering.Invariant = "Npgsql";
                clustering.ConnectionString = settings.Value.OrleansConnectionString;
            })
            .Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = settings.Value.ClusterId;
                cluster.ServiceId = settings.Value.ServiceId;
            })
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = settings.Value.ResponseTimeout)
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = settings.Value.SiloListRefresh)
            .UseConnectionRetryFilter(RetryForEverAsync)
            .AddGatewayCountChangedHandler(OnSiloCountChanged))
        .BuildServiceProvider();

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
        }
    }
}
