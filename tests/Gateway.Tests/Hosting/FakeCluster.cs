using System.Collections.Concurrent;
using Purser.Access;
using Purser.Alerts;
using Purser.AuditTrail;
using Purser.AutoBid;
using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.History;
using Purser.Hosting;
using Purser.Insights;
using Purser.Portal;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>Teams in memory instead of a cluster.</summary>
internal sealed class FakeCluster : ICluster
{
    private readonly ConcurrentDictionary<TeamId, FakeTeam> teams = new();

    public event EventHandler? SiloFound;

    public event EventHandler<SiloLossEventArgs>? SiloLost;

    /// <summary>Whether a probe finds the cluster.</summary>
    public bool IsAway { get; set; }

    public FakeInbox Inbox { get; } = new();

    public FakeTeam this[string teamId] => this[TeamId.Parse(teamId)];

    private FakeTeam this[TeamId teamId] => teams.GetOrAdd(teamId, static id => new FakeTeam(id));

    public ValueTask<DebitOutcome?> TryDebitHereAsync(TeamId teamId, DebitRequest request)
    {
        _ = this[teamId].Asked();
        return default;
    }

    public ITeamGrain Team(TeamId teamId) => this[teamId].Asked();

    public IHistoryGrain History(TeamId teamId) => this[teamId].Asked();

    public IBillingGrain Billing(TeamId teamId) => this[teamId];

    public IAutoBidGrain AutoBid(TeamId teamId, MemberId memberId) => this[teamId].AutoBid(memberId);

    public IAutoBidInsights AutoBidInsights(TeamId teamId, MemberId memberId) => this[teamId].AutoBid(memberId);

    public ITeamAutoBid TeamAutoBid(TeamId teamId) => this[teamId];

    public ITeamInsights TeamInsights(TeamId teamId) => this[teamId];

    public FakePortalDoor Door { get; } = new();

    public IPortalDoor PortalDoor() => IsAway ? throw new ClusterAwayException("Away.") : Door;

    public FakeApiKeys Keys { get; } = new();

    public IApiKeys ApiKeys() => IsAway ? throw new ClusterAwayException("Away.") : Keys;

    public FakeAlerts Alerts { get; } = new();

    public IAlertEndpoints AlertEndpoints() => Alerts;

    public IAlertLog AlertLog() => Alerts;

    public FakeAuditLog Audit { get; } = new();

    public IAuditLog AuditLog() => Audit;

    public ITeamDirectory Teams() => Directory;

    /// <summary>What is asked of all teams.</summary>
    public FakeDirectory Directory { get; } = new();

    public IStripeInbox StripeInbox() => IsAway ? throw new ClusterAwayException("Away.") : Inbox;

    public Task PingAsync(CancellationToken cancellation) => IsAway
        ? Task.FromException(new ClusterAwayException("Away."))
        : Task.CompletedTask;

    public void FindSilo() => SiloFound?.Invoke(this, EventArgs.Empty);

    public void LoseSilo(int left) => SiloLost?.Invoke(this, new SiloLossEventArgs(left));
}
