using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Purser.Gateway.Cluster;
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
    private readonly ConcurrentDictionary<TeamId, DebitLane> _lanes = new();
    private readonly DebitSettings _settings;
    private readonly TimeSpan _longestWait;
    private readonly ICluster _cluster;
    private readonly SiloLosses _losses;
    private readonly TimeProvider _time;

    public DebitCoalescer(
        ICluster cluster, SiloLosses losses, TimeProvider time, IOptions<DebitSettings> settings, IOptions<ClusterSettings> clusterSettings)
    {
        _cluster = cluster;
        _time = time;
        _settings = settings.Value;
        _longestWait = clusterSettings.Value.ResponseTimeout;
        _losses = losses;
        losses.Swept += (_, _) => Sweep();
    }

    /// <summary>Teams with a debit in flight.</summary>
    internal int ActiveTeams => _lanes.Count;

    /// <exception cref="TeamBusyException">As many debits of the team wait as may.</exception>
    public Task<DebitOutcome> Debit(TeamId teamId, DebitRequest request)
    {
        while (true)
        {
            var lane = _lanes.TryGetValue(teamId, out var active) ? active : _lanes.GetOrAdd(teamId, NewLane);
            if (lane.TryAdd(request, out var outcome))
            {
                return outcome;
            }

            // It became idle in between: whoever sees it takes it away.
            Retire(lane);
        }
    }

    private DebitLane NewLane(TeamId teamId) => new(teamId, _cluster, _losses, _time, _settings, _longestWait, Retire);

    private void Retire(DebitLane lane) => _lanes.TryRemove(KeyValuePair.Create(lane.TeamId, lane));

    /// <summary>A silo was lost: what has no answer goes again, or is told that there is none where no silo is left.</summary>
    private void Sweep()
    {
        foreach (var lane in _lanes.Values)
        {
            if (_losses.IsAnyLeft)
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
