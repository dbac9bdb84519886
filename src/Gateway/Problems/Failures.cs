using System.Data.Common;
using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.Teams;

namespace Purser.Gateway.Problems;

/// <summary>Which exceptions are a state of the world rather than a bug.</summary>
internal static class Failures
{
    /// <summary>The problem to answer with; null when the exception is a bug.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="isRead">Whether nothing was to be changed, so that there is no outcome to be unknown.</param>
    public static Problem? Describe(Exception exception, bool isRead = false) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException transfer => Problem.BadTransfer(transfer),
        TeamBusyException or GatewayTooBusyException or LimitExceededException => Problem.Busy(),
        ClusterAwayException => Problem.NothingDone(),
        StripeAwayException away => BillingProblems.StripeAway(away.Message),
        _ when IsPassing(exception) => isRead ? Problem.Unreadable() : Problem.Unavailable(),
        _ => null,
    };

    private static bool IsPassing(Exception exception) => exception is LedgerUnavailableException or TimeoutException
        // No silo, a silo that went away, a message that was rejected: all of Orleans' own say "not now".
        or OrleansException
        // A silo's own look into the database, such as Orleans' into its table of members, while that is away.
        or DbException
        // The client went away under the call because the gateway stops, or the call was given up.
        or ObjectDisposedException or OperationCanceledException;
}
