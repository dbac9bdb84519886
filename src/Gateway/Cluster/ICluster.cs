using Purser.AutoBid;
using Purser.Billing;
using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Cluster;

/// <summary>The grains as the endpoints see them. It is the seam where tests put grains of their own.</summary>
internal interface ICluster
{
    /// <summary>Raised when the connection to a silo is gone, and with it the answers to what was in flight on it.</summary>
    event EventHandler<SiloLossEventArgs>? SiloLost;

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    ITeamGrain Team(string teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IHistoryGrain History(string teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IBillingGrain Billing(string teamId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IStripeInbox StripeInbox();

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IAutoBidGrain AutoBid(string teamId, string memberId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    IAutoBidInsights AutoBidInsights(string teamId, string memberId);

    /// <exception cref="ClusterAwayException">No silo was ever reached, or the gateway is stopping.</exception>
    ITeamAutoBid TeamAutoBid(string teamId);

    /// <summary>Throws unless a silo answers, and the database to it.</summary>
    Task Ping(CancellationToken cancellation);
}

/// <param name="left">How many silos are still connected.</param>
internal sealed class SiloLossEventArgs(int left) : EventArgs
{
    public int Left => left;
}

/// <summary>There is no cluster to ask: nothing was done.</summary>
internal sealed class ClusterAwayException(string message, Exception? innerException = null)
    : Exception(message, innerException);
