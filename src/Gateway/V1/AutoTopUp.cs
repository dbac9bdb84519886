using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

internal static class AutoTopUpRoutes
{
    public static void MapAutoTopUp(this IEndpointRouteBuilder v1)
    {
        var autoTopUp = v1.MapNoun(TopUpRoutes.Tag, TopUpRoutes.OfTag);
        autoTopUp.MapGet("/teams/{teamId}/auto-top-up", GetAsync).WithName("getAutoTopUp");
        autoTopUp.MapPut("/teams/{teamId}/auto-top-up", SetAsync).WithName("setAutoTopUp").MayConflict();
    }

    /// <summary>When packs are bought by themselves, and how that goes</summary>
    /// <response code="200">As it stands.</response>
    internal static async Task<Answer<AutoTopUpAnswer>> GetAsync(TeamId teamId, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.Team(teamId).GetAutoTopUp()) is { } standing
            ? AutoTopUpAnswer.Of(standing)
            : Problem.NoSuchTeam(teamId);

    /// <summary>Switch automatic top-ups on, or off</summary>
    /// <remarks>
    /// On needs all terms. It pays with the card that the team's last purchase left; one purchase at a time, and none within five
    /// minutes of a failed one. A refunded or disputed automatic purchase switches them off.
    /// </remarks>
    /// <response code="200">As it stands now.</response>
    internal static async Task<Answer<AutoTopUpAnswer>> SetAsync(TeamId teamId, Body<AutoTopUpRequest> body, ClusterCalls cluster)
    {
        var terms = body.Value.ToTerms();
        return await cluster.AskAsync(grains => grains.Team(teamId).SetAutoTopUp(terms)) switch
        {
            AutoTopUpOutcome.Done done => AutoTopUpAnswer.Of(done.Standing),
            AutoTopUpOutcome.TeamIsClosed => Problem.TeamClosed(teamId),
            AutoTopUpOutcome.UnknownPack unknown => Problem.NotInCatalog("pack", unknown.Pack, unknown.Known, "#/pack"),
            _ => Problem.NoSuchTeam(teamId),
        };
    }
}

/// <summary>When packs shall be bought by themselves.</summary>
/// <param name="Threshold">A pack is bought when pool and extra together fall below it.</param>
/// <param name="Pack">The pack's code in the catalog.</param>
/// <param name="MostPerCycle">How many attempts, failed ones included, one cycle may see.</param>
[Example("""{"enabled":true,"threshold":50,"pack":"medium","mostPerCycle":3}""")]
[OneOfSchemas("""
    [{"title":"Off","properties":{"enabled":{"enum":[false]}},"required":["enabled"]},
     {"title":"On","properties":{"enabled":{"enum":[true]},"threshold":{"type":"integer"},"pack":{"type":"string"},"mostPerCycle":{"type":"integer"}},
      "required":["enabled","threshold","pack","mostPerCycle"]}]
    """)]
internal sealed record AutoTopUpRequest(
    bool Enabled,
    [Between(1, Limits.CreditsAtOnce)] Credits? Threshold = null,
    [OwnId] string? Pack = null,
    [Between(1, Limits.AutoTopUps)] int? MostPerCycle = null)
{
    /// <summary>Null for off.</summary>
    public AutoTopUpTerms? ToTerms() => !Enabled
        ? null
        : Threshold is { } below && Pack is not null && MostPerCycle is { } most
            ? new AutoTopUpTerms(below, Pack, most)
            : throw new ProblemException(Problem.InvalidBody("Automatic top-ups need threshold, pack and mostPerCycle."));
}

/// <summary>Automatic top-ups as they stand; what they would do is null while they are off.</summary>
/// <param name="AttemptsThisCycle">Failed ones included.</param>
/// <param name="InFlight">Whether one is being bought now.</param>
/// <param name="LastFailure">Why the last attempt failed; null when it did not.</param>
/// <param name="Stopped">Why they were switched off by something other than a wish: an automatic purchase was refunded or disputed.</param>
/// <param name="HeldBackBy">What holds them back while they are on, however low credits are; null when nothing does.</param>
/// <param name="HeldBackUntil">Until when, where that is known.</param>
internal sealed record AutoTopUpAnswer(
    bool Enabled,
    Credits? Threshold,
    string? Pack,
    int? MostPerCycle,
    [AtLeast(0)] int AttemptsThisCycle,
    bool InFlight,
    string? LastFailure,
    string? Stopped,
    AutoTopUpHold? HeldBackBy,
    DateTimeOffset? HeldBackUntil)
{
    public static AutoTopUpAnswer Of(AutoTopUpStanding standing) => new(
        standing.Terms is not null,
        standing.Terms?.Threshold,
        standing.Terms?.Pack,
        standing.Terms?.MostPerCycle,
        standing.AttemptsThisCycle,
        standing.InFlight is not null,
        standing.LastFailure,
        standing.Stopped,
        standing.HeldBackBy,
        standing.HeldBackUntil);
}
