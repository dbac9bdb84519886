using System.Data.Common;
using Purser.Teams;

namespace Purser.Hosting;

/// <summary>There is no cluster to ask: nothing was done.</summary>
public sealed class ClusterAwayException(string message, Exception? innerException = null)
    : Exception(message, innerException);

/// <summary>What passes by itself.</summary>
public static class PassingTrouble
{
    /// <summary>Whether a call of a grain failed by a state of the world rather than a bug, so that the same call may get an answer later.</summary>
    public static bool Is(Exception failure) => failure
        is ClusterAwayException or LedgerUnavailableException or TeamBusyException or TimeoutException
        // No silo, a silo that went away, a message that was rejected: all of Orleans' own say "not now".
        or OrleansException
        // A silo's own look into the database, such as Orleans' into its table of members, while that is away.
        or DbException
        // The client lost the silo under the call, or stops, or the call was given up.
        or ObjectDisposedException or OperationCanceledException;
}
