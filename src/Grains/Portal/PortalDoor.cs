using Orleans.Concurrency;

namespace Purser.Portal;

/// <summary>Keeps nothing itself: what must be the same everywhere is in the tables.</summary>
[StatelessWorker, Reentrant]
internal sealed class PortalDoor(PortalStore store, PortalSessionStore sessions) : Grain, IPortalDoor
{
    /// <inheritdoc />
    public Task<PortalKey[]> GetKeys() => store.KeysAsync();

    /// <inheritdoc />
    public Task<bool> UseLink(LinkUse use) => store.UseAsync(use);

    /// <inheritdoc />
    public Task OpenSession(PortalSession session) => sessions.OpenAsync(session);

    /// <inheritdoc />
    public Task<PortalSession?> FindSession(byte[] tokenHash) => sessions.FindAsync(tokenHash);

    /// <inheritdoc />
    public Task<int> RevokeSessions(SessionsToRevoke which) => sessions.RevokeAsync(which);
}
