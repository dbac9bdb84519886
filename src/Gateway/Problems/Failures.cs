using Purser.Access;
using Purser.Billing;
using Purser.Hosting;
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
        ClusterAwayException or CallRefusedException => Problem.NothingDone(),
        StripeAwayException away => BillingProblems.StripeAway(away.Message),
        _ when PassingTrouble.Is(exception) => isRead ? Problem.Unreadable() : Problem.Unavailable(),
        _ => null,
    };
}
