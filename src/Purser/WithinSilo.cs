using Purser.Access;
using Purser.Alerts;
using Purser.AuditTrail;
using Purser.AutoBid;
using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.History;
using Purser.Insights;
using Purser.Portal;
using Purser.Teams;

namespace Purser;

/// <summary>
/// The cluster as a gateway in a silo's process sees it: grains are called without a client, and plain debits of teams that are
/// active here are decided at once.
/// </summary>
internal sealed class WithinSilo : ICluster, ISiloStatusListener
{
    private readonly IGrainFactory grains;
    private readonly ISiloStatusOracle silos;
    private readonly DirectDebits direct;
    private readonly TeamReferences teams;

    public WithinSilo(IGrainFactory grains, ISiloStatusOracle silos, DirectDebits direct)
    {
        (this.grains, this.silos, this.direct, teams) = (grains, silos, direct, new TeamReferences(grains));
        silos.SubscribeToSiloStatusEvents(this);
    }

    /// <inheritdoc />
    public event EventHandler<SiloLossEventArgs>? SiloLost;

    /// <summary>Never raised: this process is a silo, so there is always one.</summary>
    public event EventHandler? SiloFound
    {
        add { }
        remove { }
    }

    /// <inheritdoc />
    public ITeamGrain Team(TeamId teamId) => teams.Find(teamId);

    /// <inheritdoc />
    public ValueTask<DebitOutcome?> TryDebitHereAsync(TeamId teamId, DebitRequest request) => direct.TryDebitAsync(teamId, request);

    /// <inheritdoc />
    public IHistoryGrain History(TeamId teamId) => grains.GetGrain<IHistoryGrain>(teamId);

    /// <inheritdoc />
    public IBillingGrain Billing(TeamId teamId) => grains.GetGrain<IBillingGrain>(teamId);

    /// <inheritdoc />
    public ITeamDirectory Teams() => grains.GetGrain<ITeamDirectory>(0);

    public IStripeInbox StripeInbox() => grains.GetGrain<IStripeInbox>(0);

    /// <inheritdoc />
    public IAutoBidGrain AutoBid(TeamId teamId, MemberId memberId) => grains.GetGrain<IAutoBidGrain>(new AutoBidKey(teamId, memberId));

    /// <inheritdoc />
    public IAutoBidInsights AutoBidInsights(TeamId teamId, MemberId memberId) => grains.GetGrain<IAutoBidInsights>(new AutoBidKey(teamId, memberId));

    /// <inheritdoc />
    public ITeamAutoBid TeamAutoBid(TeamId teamId) => grains.GetGrain<ITeamAutoBid>(teamId);

    /// <inheritdoc />
    public ITeamInsights TeamInsights(TeamId teamId) => grains.GetGrain<ITeamInsights>(teamId);

    /// <inheritdoc />
    public IPortalDoor PortalDoor() => grains.GetGrain<IPortalDoor>(0);

    /// <inheritdoc />
    public IAuditLog AuditLog() => grains.GetGrain<IAuditLog>(0);

    /// <inheritdoc />
    public IApiKeys ApiKeys() => grains.GetGrain<IApiKeys>(0);

    /// <inheritdoc />
    public IAlertEndpoints AlertEndpoints() => grains.GetGrain<IAlertEndpoints>(0);

    /// <inheritdoc />
    public IAlertLog AlertLog() => grains.GetGrain<IAlertLog>(0);

    /// <inheritdoc />
    public Task PingAsync(CancellationToken cancellation) => grains.PingAsync(cancellation);

    /// <inheritdoc />
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead && !updatedSilo.Equals(silos.SiloAddress))
        {
            // This one is left, at least.
            SiloLost?.Invoke(this, new SiloLossEventArgs(silos.GetApproximateSiloStatuses(onlyActive: true).Count));
        }
    }
}
