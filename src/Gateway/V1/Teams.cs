using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

internal static class TeamRoutes
{
    public static void MapTeams(this IEndpointRouteBuilder v1)
    {
        var team = v1.MapNoun("Teams", "Teams and their credits.");
        team.MapPut("/teams/{teamId}", OpenAsync).WithName("openTeam").ForOperators().MayConflict();
        team.MapGet("/teams/{teamId}/credits", GetCreditsAsync).WithName("getCredits");
        team.MapGet("/teams/{teamId}/can-spend", CanSpendCall.AskAsync).WithName("canSpend").ForDebiters();
    }

    /// <summary>Open a team, once</summary>
    /// <remarks>Either `trial: true` or a `subscription`. The same request again answers the team; a different one is a conflict.</remarks>
    /// <response code="200">The team was opened by the same request before.</response>
    /// <response code="201">The team is open.</response>
    internal static async Task<CreatedOrKept<TeamCreditsAnswer>> OpenAsync(TeamId teamId, Body<OpenTeamRequest> body, ClusterCalls cluster)
    {
        var request = body.Value.ToTerms();
        return await cluster.AskAsync(grains => grains.Team(teamId).Open(request)) switch
        {
            OpenOutcome.Opened { Before: true } opened => CreatedOrKept<TeamCreditsAnswer>.Kept(TeamCreditsAnswer.Of(opened.Credits)),
            OpenOutcome.Opened opened => CreatedOrKept<TeamCreditsAnswer>.New(TeamCreditsAnswer.Of(opened.Credits)),
            OpenOutcome.UnknownPlan unknown => Problem.UnknownPlan(unknown.Plan, unknown.Known, "#/subscription/plan"),
            _ => Problem.TeamDiffers(teamId),
        };
    }

    /// <summary>The credits document</summary>
    /// <response code="200">What the page shows and the gate uses.</response>
    internal static async Task<Answer<TeamCreditsAnswer>> GetCreditsAsync(TeamId teamId, QueryOf<CreditsQuery> query, ClusterCalls cluster)
    {
        if (query.Value.Member is { } memberId)
        {
            return await cluster.AskAsync(grains => grains.Team(teamId).GetCreditsOf(memberId)) is { } ofMember
                ? TeamCreditsAnswer.Of(ofMember)
                : Problem.NoSuchTeam(teamId);
        }

        return await cluster.AskAsync(grains => grains.Team(teamId).GetCredits()) is { } credits
            ? TeamCreditsAnswer.Of(credits)
            : Problem.NoSuchTeam(teamId);
    }
}

/// <summary>Opens a team: a trial, or a subscription.</summary>
/// <param name="TimeZone">IANA name; days of Auto Bid are counted in it.</param>
[Example("""{"name":"Acme","timeZone":"Europe/Berlin","owner":{"memberId":"anna","name":"Anna"},"trial":true}""")]
[OneOfSchemas("""
    [{"title":"A trial","properties":{"trial":{"enum":[true]},"subscription":{"type":"null"}},"required":["trial"]},
     {"title":"A subscription","properties":{"trial":{"enum":[false,null]},"subscription":{"type":"object"}},"required":["subscription"]}]
    """)]
internal sealed record OpenTeamRequest(
    [Name] string Name,
    OwnerRequest Owner,
    [TimeZone] string? TimeZone = null,
    bool? Trial = null,
    SubscriptionTermsRequest? Subscription = null)
{
    public OpenTeam ToTerms() => Trial is true == Subscription is null
        ? new OpenTeam(Name, TimeZone ?? TimeZones.Utc, new TeamOwner(Owner.MemberId, Owner.Name), Subscription?.ToTerms())
        : throw new ProblemException(Problem.InvalidBody("A team opens with either \"trial\": true or a subscription."));
}

/// <summary>The team's first member.</summary>
internal sealed record OwnerRequest([OwnId] MemberId MemberId, [Name] string Name);

/// <summary>A time zone that this machine knows.</summary>
internal sealed class TimeZoneAttribute : TextRuleAttribute
{
    public TimeZoneAttribute(bool isUtcUnlessSaid = true)
        : base(TimeZones.Rule, TimeZones.IsKnown) => (Longest, Default) = (64, isUtcUnlessSaid ? TimeZones.Utc : null);
}
