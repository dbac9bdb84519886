using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Purser.Gateway.Cluster;
using Purser.Hosting;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary>
/// Gathers concurrent debits of one team into few calls of its grain: group commit's idea again. The first goes at
/// once and alone; while as many calls as allowed are in flight, the next one fills. There is no timer, so nobody
/// waits when there is nothing to wait for.
/// </summary>
/// <remarks>
/// A debit that was taken in is carried through even if its caller leaves: the caller cannot know whether it
/// happened, and asks again with the same key.
/// </remarks>
internal sealed class DebitCoalescer
{
    private readonly ConcurrentDictionary<TeamId, DebitLane> lanes = new();
    private readonly DebitSettings settings;
    private readonly TimeSpan longestWait;
    private readonly ICluster cluster;
    private readonly SiloLosses losses;
    private readonly TimeProvider time;

    public DebitCoalescer(
        ICluster cluster, SiloLosses losses, TimeProvider time, IOptions<DebitSettings> settings, IOptions<ClusterSettings> clusterSettings)
    {
        this.cluster = cluster;
        this.time = time;
        this.settings = settings.Value;
        longestWait = clusterSettings.Value.ResponseTimeout;
        this.losses = losses;
        losses.Swept += (_, _) => Sweep();
    }

    /// <summary>Teams with a debit in flight.</summary>
    internal int ActiveTeams => lanes.Count;

    /// <exception cref="TeamBusyException">As many debits of the team wait as may.</exception>
    public Task<DebitOutcome> DebitAsync(TeamId teamId, DebitRequest request)
    {
        while (true)
        {
            var lane = lanes.TryGetValue(teamId, out var active) ? active : lanes.GetOrAdd(teamId, NewLane);
            if (lane.TryAdd(request, out var outcome))
            {
                return outcome;
            }

            // It became idle in between: whoever sees it takes it away.
            Retire(lane);
        }
    }

    private DebitLane NewLane(TeamId teamId) => new(teamId, cluster, losses, time, settings, longestWait, Retire);

    private void Retire(DebitLane lane) => lanes.TryRemove(KeyValuePair.Create(lane.TeamId, lane));

    /// <summary>A silo was lost: what has no answer goes again, or is told that there is none where no silo is left.</summary>
    private void Sweep()
    {
        foreach (var lane in lanes.Values)
        {
            if (losses.IsAnyLeft)
            {
                lane.Sweep();
            }
            else
            {
                lane.FailInFlight(new LedgerUnavailableException("The connection to the last silo was lost."));
            }
        }
    }
}
