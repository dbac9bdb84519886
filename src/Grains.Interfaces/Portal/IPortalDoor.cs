namespace Purser.Portal;

/// <summary>
/// What the gateways share to let people in to the page of their team, whichever of them they come to; the grain's key is 0.
/// </summary>
[Alias("purser.IPortalDoor")]
public interface IPortalDoor : IGrainWithIntegerKey
{
    /// <summary>The keys that links and visits are signed with, the newest first: that one signs, all of them are believed.</summary>
    /// <exception cref="Teams.LedgerUnavailableException">They could not be read.</exception>
    [Alias("GetKeys")]
    Task<PortalKey[]> GetKeys();

    /// <summary>Uses a link up. Durable when it is answered.</summary>
    /// <returns>Whether this use is its first. The same use asked for again gets the same answer.</returns>
    /// <exception cref="Teams.LedgerUnavailableException">It is not known whether it was used.</exception>
    [Alias("UseLink")]
    Task<bool> UseLink(LinkUse use);

    /// <summary>Remembers a session. Durable when it is answered; the same one again changes nothing.</summary>
    /// <exception cref="Teams.LedgerUnavailableException">It is not known whether it is remembered.</exception>
    [Alias("OpenSession")]
    Task OpenSession(PortalSession session);

    /// <summary>The session of a token; null where it was revoked, or never was, or expired long ago.</summary>
    /// <param name="tokenHash">SHA-256 of the token.</param>
    /// <exception cref="Teams.LedgerUnavailableException">It could not be read.</exception>
    [Alias("FindSession")]
    Task<PortalSession?> FindSession(byte[] tokenHash);

    /// <summary>Ends sessions, at every gateway. Durable when it is answered.</summary>
    /// <returns>How many were ended by this call.</returns>
    /// <exception cref="Teams.LedgerUnavailableException">It is not known whether they were ended.</exception>
    [Alias("RevokeSessions")]
    Task<int> RevokeSessions(SessionsToRevoke which);
}

/// <summary>A secret that the gateways sign with.</summary>
/// <param name="Id">What names it in whatever it signed.</param>
/// <param name="Secret">32 bytes by chance.</param>
[GenerateSerializer, Immutable, Alias("purser.PortalKey")]
public sealed record PortalKey(int Id, byte[] Secret);

/// <summary>One attempt to come in by a link.</summary>
/// <param name="LinkId">The link's own id: 16 bytes by chance.</param>
/// <param name="AttemptId">The attempt's: 16 bytes by chance.</param>
/// <param name="ExpiresAt">When the link is good for nobody any more, used or not.</param>
[GenerateSerializer, Immutable, Alias("purser.LinkUse")]
public sealed record LinkUse(Guid LinkId, Guid AttemptId, DateTimeOffset ExpiresAt);

/// <summary>That a page of another origin may show a team's credits to one of its members.</summary>
/// <param name="TokenHash">SHA-256 of what the member's browser presents: 32 bytes.</param>
/// <param name="TeamId">The team.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Origin">Of the page, as browsers write it.</param>
/// <param name="ExpiresAt">When it is over.</param>
[GenerateSerializer, Immutable, Alias("purser.PortalSession")]
public sealed record PortalSession(byte[] TokenHash, TeamId TeamId, MemberId MemberId, string Origin, DateTimeOffset ExpiresAt);

/// <summary>Which sessions are to end.</summary>
[GenerateSerializer, Immutable, Alias("purser.SessionsToRevoke")]
public abstract record SessionsToRevoke
{
    private SessionsToRevoke()
    {
    }

    /// <summary>The one of a token.</summary>
    /// <param name="TokenHash">SHA-256 of it.</param>
    [GenerateSerializer, Immutable, Alias("purser.SessionsToRevoke.OfToken")]
    public sealed record OfToken(byte[] TokenHash) : SessionsToRevoke;

    /// <summary>All of a member.</summary>
    /// <param name="TeamId">The team.</param>
    /// <param name="MemberId">Whoever it is, or was.</param>
    [GenerateSerializer, Immutable, Alias("purser.SessionsToRevoke.OfMember")]
    public sealed record OfMember(TeamId TeamId, MemberId MemberId) : SessionsToRevoke;
}
