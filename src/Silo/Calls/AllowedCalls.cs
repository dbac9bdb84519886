using System.Collections.Frozen;
using Purser.AutoBid;
using Purser.Teams;

namespace Purser.Silo.Calls;

/// <summary>What each kind of client may call. What is not here is for silos alone.</summary>
internal static class AllowedCalls
{
    /// <summary>Which types of grains there are: a client asks for that while it connects, and would ask without end if it were refused.</summary>
    private const string Manifest = "Orleans.Runtime.IClusterManifestSystemTarget";

    /// <summary>A call that is no longer waited for: only its caller knows its number.</summary>
    private static readonly FrozenSet<string> Cancellation = FrozenSet.Create(
        StringComparer.Ordinal, "Orleans.Runtime.IGrainCallCancellationExtension", "Orleans.Runtime.ICancellationSourcesExtension");

    private static readonly FrozenSet<(Type Contract, string Method)> Worker = FrozenSet.Create(
        (typeof(ITeamAutoBid), nameof(ITeamAutoBid.Exists)),
        (typeof(ITeamAutoBid), nameof(ITeamAutoBid.GetBidders)),
        (typeof(ITeamAutoBid), nameof(ITeamAutoBid.GetSwitchedOn)),
        (typeof(IAutoBidGrain), nameof(IAutoBidGrain.GetStanding)),
        (typeof(IAutoBidGrain), nameof(IAutoBidGrain.Start)),
        (typeof(IAutoBidGrain), nameof(IAutoBidGrain.Begin)),
        (typeof(IAutoBidGrain), nameof(IAutoBidGrain.Report)),
        (typeof(IAutoBidGrain), nameof(IAutoBidGrain.Heartbeat)),
        (typeof(IAutoBidGrain), nameof(IAutoBidGrain.Finish)));

    /// <summary>Of whoever reaches the port.</summary>
    public static bool OfAnybody(Type contract) => contract.FullName == Manifest;

    /// <summary>All that the contracts have, and whether there are silos.</summary>
    public static bool OfGateway(Type contract, string method) =>
        contract.Assembly == typeof(ITeamGrain).Assembly
        || (contract == typeof(IManagementGrain) && method == nameof(IManagementGrain.GetHosts))
        || Cancellation.Contains(contract.FullName!);

    /// <summary>What a run of Auto Bid needs.</summary>
    public static bool OfWorker(Type contract, string method) =>
        Worker.Contains((contract, method)) || Cancellation.Contains(contract.FullName!);
}
