using System.Collections.Concurrent;
using Purser.Portal;

namespace Purser.Gateway.Tests;

/// <summary>What gateways share of the page, in memory.</summary>
internal sealed class FakePortalDoor : IPortalDoor
{
    private ConcurrentDictionary<Guid, Guid> uses = new();
    private ConcurrentDictionary<string, PortalSession> sessions = new(StringComparer.Ordinal);

    public PortalKey[] Keys { get; set; } = [new PortalKey(1, [.. Enumerable.Range(0, 32).Select(n => (byte)n)])];

    /// <summary>As if both were of one cluster.</summary>
    public void ShareWith(FakePortalDoor other) => (other.uses, other.sessions, other.Keys) = (uses, sessions, Keys);

    public Task<PortalKey[]> GetKeys() => Task.FromResult(Keys);

    public Task<bool> UseLink(LinkUse use) => Task.FromResult(uses.GetOrAdd(use.LinkId, use.AttemptId) == use.AttemptId);

    public Task OpenSession(PortalSession session)
    {
        sessions.TryAdd(Name(session.TokenHash), session);
        return Task.CompletedTask;
    }

    public Task<PortalSession?> FindSession(byte[] tokenHash) => Task.FromResult(sessions.GetValueOrDefault(Name(tokenHash)));

    public Task<int> RevokeSessions(SessionsToRevoke which) => Task.FromResult(sessions.Count(session =>
        which switch
        {
            SessionsToRevoke.OfToken one => session.Key == Name(one.TokenHash),
            SessionsToRevoke.OfMember all => session.Value.TeamId == all.TeamId && session.Value.MemberId == all.MemberId,
            _ => false,
        }
        && sessions.TryRemove(session)));

    private static string Name(byte[] hash) => Convert.ToHexString(hash);
}
