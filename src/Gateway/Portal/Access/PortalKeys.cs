using Purser.Gateway.Cluster;
using Purser.Portal;

namespace Purser.Gateway.Portal.Access;

/// <summary>The keys that all gateways share, as this one knows them.</summary>
internal sealed class PortalKeys(ClusterCalls cluster, TimeProvider time)
{
    /// <summary>A key that was taken away is believed for so long, and no longer.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(1);

    private volatile Known? known;

    /// <summary>The newest first; there is one at least.</summary>
    /// <exception cref="Teams.LedgerUnavailableException">They could not be read.</exception>
    public async Task<PortalKey[]> GetAsync()
    {
        if (known is { } current && time.GetElapsedTime(current.At) < Lasts)
        {
            return current.Keys;
        }

        var at = time.GetTimestamp();
        var keys = await cluster.AskAsync(static grains => grains.PortalDoor().GetKeys());
        known = new Known(keys, at);
        return keys;
    }

    private sealed record Known(PortalKey[] Keys, long At);
}
