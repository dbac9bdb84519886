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

/// <summary>The grains as the endpoints see them. It is the seam where tests put grains of their own.</summary>
internal interface ICluster
{
    /// <summary>Raised when the connection to a silo is gone, and with it the answers to what was in flight on it.</summary>
    event EventHandler<SiloLossEventArgs>? SiloLost;

    /// <summary>Raised when there is a connection to a silo more.</summary>
    event EventHandler? SiloFound;

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    ITeamGrain Team(TeamId teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    ITeamDirectory Teams();

    /// <summary>Debits a team that is active in this very process, where that is plain.</summary>
    /// <returns>Null: nothing was done; its grain is to be asked.</returns>
    /// <exception cref="TeamBusyException">As many changes of the team as may be are in flight; nothing was done.</exception>
    /// <exception cref="LedgerUnavailableException">The outcome is unknown.</exception>
    ValueTask<DebitOutcome?> TryDebitHereAsync(TeamId teamId, DebitRequest request);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IHistoryGrain History(TeamId teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IBillingGrain Billing(TeamId teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IStripeInbox StripeInbox();

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IAutoBidGrain AutoBid(TeamId teamId, MemberId memberId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IAutoBidInsights AutoBidInsights(TeamId teamId, MemberId memberId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    ITeamAutoBid TeamAutoBid(TeamId teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    ITeamInsights TeamInsights(TeamId teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IPortalDoor PortalDoor();

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IAuditLog AuditLog();

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IApiKeys ApiKeys();

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IAlertEndpoints AlertEndpoints();

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IAlertLog AlertLog();

    /// <summary>Throws unless a silo answers, and the database to it.</summary>
    Task PingAsync(CancellationToken cancellation);
}

/// <param name="left">How many silos are still connected.</param>
internal sealed class SiloLossEventArgs(int left) : EventArgs
{
    public int Left => left;
}

internal static class ClusterHealth
{
    /// <summary>Throws unless a silo answers, and the database to it.</summary>
    /// <remarks>The management grain reads the table of members, so the silo and its database have both answered.</remarks>
    public static async Task PingAsync(this IGrainFactory grains, CancellationToken cancellation)
    {
        var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellation).WaitAsync(cancellation);
        if (silos.Count == 0)
        {
            throw new ClusterAwayException("No silo is active.");
        }
    }
}
