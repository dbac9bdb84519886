using Purser.Gateway.Cluster;
using Purser.Gateway.Portal.Pages;
using Purser.Portal;

namespace Purser.Gateway.Portal.Access;

/// <summary>Where links lead: a link is exchanged for a visit, once.</summary>
internal sealed class Entrance(Seal seal, VisitCookie cookie, ClusterCalls cluster, PortalSettings settings, TimeProvider time)
{
    public const string Path = "/portal/enter";

    /// <summary>The parameter that holds the link. Not a part of the path: paths end up in logs.</summary>
    public const string Parameter = "link";

    public async Task<IResult> EnterAsync(HttpContext context)
    {
        if (await Pass.ReadLinkAsync(seal, context.Request.Query[Parameter]) is not { } link)
        {
            return new Notice(StatusCodes.Status404NotFound, "notice.link");
        }

        if (await Pass.ReadVisitAsync(seal, cookie.Read(context, link.TeamId)) is { } before
            && before.MemberId == link.MemberId && before.ExpiresAt > time.GetUtcNow())
        {
            // A second click, or the way back: they are in.
            return Page(link.TeamId);
        }

        if (link.ExpiresAt <= time.GetUtcNow())
        {
            return new Notice(StatusCodes.Status410Gone, "notice.expired");
        }

        if (IsOnlyLooking(context.Request))
        {
            return new Notice(StatusCodes.Status200OK, "notice.waiting");
        }

        var use = new LinkUse(link.Id, Guid.NewGuid(), link.ExpiresAt);
        if (!await cluster.AskAsync(grains => grains.PortalDoor().UseLink(use)))
        {
            return new Notice(StatusCodes.Status410Gone, "notice.used");
        }

        var visit = Pass.New(link.TeamId, link.MemberId, time.GetUtcNow(), settings.VisitLasts);
        cookie.Write(context, visit, await visit.AsVisitAsync(seal));
        return Page(link.TeamId);
    }

    /// <summary>A browser that fetches ahead, or whoever asks what there would be, must not use the link up.</summary>
    private static bool IsOnlyLooking(HttpRequest request) =>
        HttpMethods.IsHead(request.Method)
        || request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase)
        || request.Headers["Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    private static SeeOther Page(TeamId teamId) => new(PortalPaths.Of(teamId));
}
