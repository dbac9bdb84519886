using System.Collections.Concurrent;
using Purser.Portal;

namespace Purser.Gateway.Tests;

/// <summary>What gateways share of the page, in memory.</summary>
internal sealed class FakePortalDoor : IPortalDoor
{
    private ConcurrentDictionary<Guid, Guid> uses = new();

    public PortalKey[] Keys { get; set; } = [new PortalKey(1, [.. Enumerable.Range(0, 32).Select(n => (byte)n)])];

    /// <summary>As if both were of one cluster.</summary>
    public void ShareWith(FakePortalDoor other) => (other.uses, other.Keys) = (uses, Keys);

    public Task<PortalKey[]> GetKeys() => Task.FromResult(Keys);

    public Task<bool> UseLink(LinkUse use) => Task.FromResult(uses.GetOrAdd(use.LinkId, use.AttemptId) == use.AttemptId);
}
