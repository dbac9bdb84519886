using Purser.Gateway.Cluster;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Pages;
using Purser.Portal;

namespace Purser.Gateway.Portal.Embedding;

/// <summary>
/// Stands before what a page of another origin shows: a token instead of a cookie, good on that origin alone. A browser never sends it
/// by itself, so no other site can send a form in its member's name.
/// </summary>
internal sealed class EmbedGuard(Guard guard, EmbedOrigins origins, ClusterCalls cluster, TimeProvider time)
{
    /// <summary>For those with a session and a right.</summary>
    public RequestDelegate Protect(Right right, Func<Visit, Task<IResult>> answer) => guard.Shield(context => AskAsync(context, right, answer));

    private async Task<IResult> AskAsync(HttpContext context, Right right, Func<Visit, Task<IResult>> answer)
    {
        if (origins.Of(context.Request) is not { } origin)
        {
            return new Notice(StatusCodes.Status403Forbidden, "notice.origin");
        }

        // From here on also what goes wrong may be read: a script has to know a token that has expired from a gateway that is away.
        EmbedOrigins.Open(context.Response, origin);
        if (SessionToken.HashIn(context.Request) is not { } token || await FindAsync(token) is not { } session)
        {
            return new Notice(StatusCodes.Status401Unauthorized, "notice.visit");
        }

        if (!string.Equals(session.Origin, origin, StringComparison.Ordinal))
        {
            context.Response.Headers.Remove("Access-Control-Allow-Origin");
            return new Notice(StatusCodes.Status403Forbidden, "notice.origin");
        }

        var admission = new Admission(session.TeamId, session.MemberId, PortalPaths.Embedded, async () => await FindAsync(token) is not null)
        {
            Origin = origin,
        };
        return await guard.AdmitAsync(context, right, admission, answer);
    }

    private async Task<PortalSession?> FindAsync(byte[] token) =>
        await cluster.AskAsync(grains => grains.PortalDoor().FindSession(token)) is { } session && session.ExpiresAt > time.GetUtcNow() ? session : null;
}
