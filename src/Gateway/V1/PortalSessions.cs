using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Portal.Embedding;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Portal;

namespace Purser.Gateway.V1;

internal static class PortalSessionRoutes
{
    public static void MapPortalSessions(this IEndpointRouteBuilder v1)
    {
        var page = v1.MapNoun(PortalLinkRoutes.Tag, PortalLinkRoutes.OfTag);
        page.MapPost("/teams/{teamId}/portal-sessions", CreateAsync).WithName("createPortalSession");
        page.MapPost("/portal-sessions/revoke", RevokeAsync).WithName("revokePortalSessions");
    }

    /// <summary>A session in which a page of your own shows the team's credits to a member</summary>
    /// <remarks>
    /// For your backend, when the page's elements ask it for one; hand the answer on as it is. The token is good on that origin alone and
    /// in an Authorization header alone. The member's role is read from the team whenever they do something.
    /// </remarks>
    /// <response code="201">A token, good until it expires or is revoked.</response>
    internal static async Task<Created<PortalSessionAnswer>> CreateAsync(
        TeamId teamId, Body<PortalSessionRequest> body, ClusterCalls cluster, EmbedOrigins origins, TimeProvider time)
    {
        var (memberId, origin, ttl) = body.Value;
        if (!origins.Allows(origin))
        {
            return Problem.InvalidBody($"The settings of this gateway do not let {origin} show credits; add it to Purser:Portal:EmbedOrigins.", "#/origin");
        }

        if (await cluster.AskAsync(grains => grains.Team(teamId).GetMember(memberId)) is not { } found)
        {
            return Problem.NoSuchTeam(teamId);
        }

        if (found.Standing is not { Status: MemberStatus.Active })
        {
            return Problem.NoSuchMember(teamId, memberId);
        }

        var token = SessionToken.New();
        var session = new PortalSession(SessionToken.HashOf(token), teamId, memberId, origin, DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() + ttl));
        await cluster.AskAsync(async grains =>
        {
            await grains.PortalDoor().OpenSession(session);
            return true;
        });
        return new PortalSessionAnswer(token, session.ExpiresAt);
    }

    /// <summary>End a session, or all of a member's</summary>
    /// <remarks>When they sign out of your product, or a token got into wrong hands. What is over already is no error.</remarks>
    /// <response code="200">They are over, at every gateway.</response>
    internal static async Task<Answer<RevokedSessions>> RevokeAsync(Body<PortalSessionRevocation> body, ClusterCalls cluster)
    {
        var which = body.Value.ToWhich();
        return new RevokedSessions(await cluster.AskAsync(grains => grains.PortalDoor().RevokeSessions(which), isRepeatable: false));
    }
}

/// <summary>Who is to see the credits, and on which pages.</summary>
/// <param name="MemberId">An active member of the team.</param>
/// <param name="Origin">Of the pages that the token is good on.</param>
/// <param name="TtlSeconds">How long: the elements ask for a new one before it is over.</param>
[Example("""{"memberId":"anna","origin":"https://app.example.com"}""")]
internal sealed record PortalSessionRequest([OwnId] MemberId MemberId, [Origin] string Origin, [Between(1, 900)] int TtlSeconds = 600);

/// <summary>What the elements ask your backend for.</summary>
/// <param name="Token">Shown once: only its hash is kept here.</param>
internal sealed record PortalSessionAnswer(string Token, DateTimeOffset ExpiresAt);

/// <summary>Which sessions are to end: one of them by its token, or all of a member.</summary>
/// <param name="Token">The token.</param>
/// <param name="TeamId">The member's team.</param>
/// <param name="MemberId">The member, who need not be one any more.</param>
[Example("""{"teamId":"acme","memberId":"anna"}""")]
[OneOfSchemas("""
    [{"title":"One","properties":{"token":{"type":"string"},"teamId":{"type":"null"},"memberId":{"type":"null"}},"required":["token"]},
     {"title":"All of a member","properties":{"token":{"type":"null"},"teamId":{"type":"string"},"memberId":{"type":"string"}},"required":["teamId","memberId"]}]
    """)]
internal sealed record PortalSessionRevocation([Text(200)] string? Token = null, [OwnId] TeamId? TeamId = null, [OwnId] MemberId? MemberId = null)
{
    public SessionsToRevoke ToWhich() => (Token, TeamId, MemberId) switch
    {
        ({ } token, null, null) => new SessionsToRevoke.OfToken(SessionToken.HashOf(token)),
        (null, { } team, { } member) => new SessionsToRevoke.OfMember(team, member),
        _ => throw new ProblemException(Problem.InvalidBody("What is revoked is either a token, or all of a member: teamId and memberId.")),
    };
}

/// <summary>What was ended.</summary>
/// <param name="Revoked">How many were ended by this call.</param>
internal sealed record RevokedSessions([AtLeast(0)] int Revoked);
