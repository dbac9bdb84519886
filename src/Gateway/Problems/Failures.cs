using System.Data.Common;
using Purser.Billing;
using Purser.Gateway.Cluster;
using Purser.Teams;

namespace Purser.Gateway.Problems;

/// <summary>Which exceptions are a state of the world rather than a bug.</summary>
internal static class Failures
{
    /// <summary>The problem to answer with; null when the exception is a bug.</summary>
    public static Problem? Describe(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException transfer => Problem.BadTransfer(transfer),
        TeamBusyException or GatewayTooBusyException or LimitExceededException => Problem.Busy(),
        LedgerUnavailableException or ClusterAwayException or TimeoutException => Problem.Unavailable(),
        StripeAwayException away => BillingProblems.StripeAway(away.Message),
        // No silo, a silo that went away, a message that was rejected: all of Orleans' own say "not now".
        OrleansException => Problem.Unavailable(),
        // A silo's own look into the database, such as Orleans' into its table of members, while that is away.
        DbException => Problem.Unavailable(),
        // The client went away under the call because the gateway stops, or the call was given up.
        ObjectDisposedException or OperationCanceledException => Problem.Unavailable(),
        _ => null,
    };
}
