using System.Security.Cryptography;
using System.Text;
using Purser.Gateway.Hosting;

namespace Purser.Gateway.Portal.Access;

/// <summary>
/// What a browser shows that it was let in. One for each team, so that the pages of two teams can be open side by side; no script can
/// read it, and no other site's form brings it along.
/// </summary>
internal sealed class VisitCookie(PublicAddress address)
{
    /// <summary>Browsers take a cookie of this name only from an encrypted answer, for this host alone and all of it.</summary>
    private const string SecurePrefix = "__Host-";

    public string? Read(HttpContext context, TeamId teamId) => context.Request.Cookies[NameOf(context, teamId)];

    public void Write(HttpContext context, Pass visit, string text) => context.Response.Cookies.Append(NameOf(context, visit.TeamId), text, new CookieOptions
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = address.IsSecure(context.Request),
        Path = "/",
        Expires = visit.ExpiresAt,
    });

    /// <remarks>Ids have characters that a cookie's name must not have.</remarks>
    private string NameOf(HttpContext context, TeamId teamId)
    {
        var team = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(teamId.Value)).AsSpan(0, 8));
        return $"{(address.IsSecure(context.Request) ? SecurePrefix : "")}purser-{team}";
    }
}
