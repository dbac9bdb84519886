using System.Globalization;

namespace Purser.Gateway.Portal.Access;

/// <summary>That somebody may see a team's page as one of its members, until an instant: what links and visits are made of.</summary>
/// <param name="Id">Its own, by chance.</param>
internal sealed record Pass(TeamId TeamId, MemberId MemberId, DateTimeOffset ExpiresAt, Guid Id)
{
    /// <summary>Of a link, which is good for one use.</summary>
    private const string Link = "purser.portal.link";

    /// <summary>Of a visit, which the link was exchanged for.</summary>
    private const string Visit = "purser.portal.visit";

    /// <param name="teamId">The team.</param>
    /// <param name="memberId">The member.</param>
    /// <param name="now">The time.</param>
    /// <param name="lasts">To the second.</param>
    public static Pass New(TeamId teamId, MemberId memberId, DateTimeOffset now, TimeSpan lasts) =>
        new(teamId, memberId, DateTimeOffset.FromUnixTimeSeconds((now + lasts).ToUnixTimeSeconds()), Guid.NewGuid());

    public static Task<Pass?> ReadLinkAsync(Seal seal, string? text) => ReadAsync(seal, Link, text);

    public static Task<Pass?> ReadVisitAsync(Seal seal, string? text) => ReadAsync(seal, Visit, text);

    public Task<string> AsLinkAsync(Seal seal) => seal.CloseAsync(Link, ToString());

    public Task<string> AsVisitAsync(Seal seal) => seal.CloseAsync(Visit, ToString());

    /// <remarks>Ids have no slash.</remarks>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{TeamId}/{MemberId}/{ExpiresAt.ToUnixTimeSeconds()}/{Id:N}");

    private static async Task<Pass?> ReadAsync(Seal seal, string purpose, string? text) =>
        (await seal.OpenAsync(purpose, text))?.Split('/') is [var team, var member, var expires, var id]
            ? new Pass(
                TeamId.Parse(team), MemberId.Parse(member), DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture)),
                Guid.ParseExact(id, "N"))
            : null;
}
