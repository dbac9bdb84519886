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
