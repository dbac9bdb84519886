using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Hosting;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

internal static class PortalLinkRoutes
{
    public const string Tag = "Page";
    public const string OfTag = "The team's AI Credits page, and the way to it.";

    public static void MapPortalLinks(this IEndpointRouteBuilder v1) =>
        v1.MapNoun(Tag, OfTag)
            .MapPost("/teams/{teamId}/portal-links", CreateAsync).WithName("createPortalLink");

    /// <summary>A way into the team's page for one of its members</summary>
    /// <remarks>
    /// Send the member's browser there: it is let in once, by whichever gateway, and then stays in by a cookie. Make one when it is
    /// clicked, not ahead. The member's role is read from the team whenever they do something.
    /// </remarks>
    /// <response code="201">A link, good for one use until it expires.</response>
    internal static async Task<Created<PortalLinkAnswer>> CreateAsync(
        TeamId teamId, Body<PortalLinkRequest> body, ClusterCalls cluster, Seal seal, PublicAddress address, TimeProvider time, HttpContext context)
    {
        var (memberId, ttl) = (body.Value.MemberId, TimeSpan.FromSeconds(body.Value.TtlSeconds));
        if (await cluster.AskAsync(grains => grains.Team(teamId).GetMember(memberId)) is not { } found)
        {
            return Problem.NoSuchTeam(teamId);
        }

        if (found.Standing is not { Status: MemberStatus.Active })
        {
            return Problem.NoSuchMember(teamId, memberId);
        }

        var link = Pass.New(teamId, memberId, time.GetUtcNow(), ttl);
        return new PortalLinkAnswer(
            $"{address.Of(context.Request)}{Entrance.Path}?{Entrance.Parameter}={await link.AsLinkAsync(seal)}", link.ExpiresAt);
    }
}

/// <summary>Who is to be let in.</summary>
/// <param name="MemberId">An active member of the team.</param>
/// <param name="TtlSeconds">How long the link may be used.</param>
[Example("""{"memberId":"anna"}""")]
internal sealed record PortalLinkRequest([OwnId] MemberId MemberId, [Between(1, 3600)] int TtlSeconds = 300);

/// <summary>A way in, for one use.</summary>
/// <param name="Url">Whoever has it is let in as that member: hand it to their browser and keep it nowhere.</param>
internal sealed record PortalLinkAnswer([Address] string Url, DateTimeOffset ExpiresAt);
