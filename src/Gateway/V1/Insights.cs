using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

internal static class InsightRoutes
{
    /// <summary>How many members are asked at once: each reads its own jobs.</summary>
    private const int AtOnce = 4;

    public static void MapInsights(this IEndpointRouteBuilder v1) =>
        v1.MapNoun("Insights", "Why the credits went.")
            .MapGet("/teams/{teamId}/insights", GetAsync).WithName("getInsights");

    /// <summary>Why the credits went, and what to do about it</summary>
    /// <response code="200">The most expensive first.</response>
    internal static async Task<Answer<InsightsAnswer>> GetAsync(TeamId teamId, QueryOf<InsightsQuery> query, ClusterCalls cluster)
    {
        var days = query.Value.Days;
        if (await cluster.Ask(grains => grains.Team(teamId).GetCredits()) is null)
        {
            return Problem.NoSuchTeam(teamId);
        }

        // Of a large team most members have no Auto Bid, and need not be asked.
        var bidders = await cluster.Ask(grains => grains.TeamAutoBid(teamId).GetBidders(days));
        var found = new AutoBidInsight?[bidders.Length];
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (at, _) =>
            found[at] = await cluster.Ask(grains => grains.AutoBidInsights(teamId, bidders[at]).Advise(days)) is { MatchCredits: > 0 } advice
                ? AutoBidInsight.Of(bidders[at], advice)
                : null);
        return new InsightsAnswer(days, [.. found.OfType<AutoBidInsight>().OrderByDescending(insight => insight.MatchCredits)]);
    }
}

/// <summary>Over which days.</summary>
/// <param name="Days">Today and the days before it.</param>
internal sealed record InsightsQuery([Between(1, AutoBidLimits.WhatIfDays)] int Days = 30);

/// <summary>Why the credits went, the most expensive first.</summary>
internal sealed record InsightsAnswer([Between(1, AutoBidLimits.WhatIfDays)] int Days, AutoBidInsight[] Items);

/// <summary>Auto Bid does both halves of the loop: what they cost a member, and what would have spared some of it.</summary>
/// <param name="Summary">For people.</param>
/// <param name="HalvingThreshold">
/// The threshold nearest to the present one at which matching would have cost at most half; null where none does: every job
/// looked at costs its match, so a threshold spares matches only by reaching the daily cap sooner.
/// </param>
/// <param name="HalvingDailyCap">The highest daily cap at which matching would have cost at most half.</param>
/// <param name="Cuts">What to leave out of the search, the most sparing first.</param>
internal sealed record AutoBidInsight(
    [OneOf("auto_bid_both_halves")] string Kind,
    [OwnId] MemberId MemberId,
    string Summary,
    DateOnly From,
    DateOnly To,
    [AtLeast(0)] int MatchCredits,
    [AtLeast(0)] int BidCredits,
    [AtLeast(0)] int Submitted,
    [AtLeast(0)] int Skipped,
    [Between(0, 100)] int Threshold,
    [Between(0, 100)] int? HalvingThreshold,
    [Between(0, AutoBidLimits.DailyCap)] int? HalvingDailyCap,
    CutAnswer[] Cuts)
{
    public static AutoBidInsight Of(MemberId memberId, AutoBidAdvice advice) => new(
        "auto_bid_both_halves",
        memberId,
        Say(advice),
        advice.From,
        advice.To,
        advice.MatchCredits,
        advice.BidCredits,
        advice.Submitted,
        advice.Skipped,
        advice.Settings.Threshold,
        advice.HalvingThreshold,
        advice.HalvingDailyCap,
        Array.ConvertAll(advice.Cuts, cut => new CutAnswer(cut.Term, cut.MatchCredits, cut.Submissions)));

    private static string Say(AutoBidAdvice advice)
    {
        var spent = $"Matching took {advice.MatchCredits} credits for {advice.Submitted} submissions; {advice.Skipped} of them went on jobs that were skipped.";
        var sparing = advice switch
        {
            { Cuts: [var cut, ..] } => $" Adding {cut.Term} to the search would have spared {cut.MatchCredits}.",
            { HalvingThreshold: { } threshold } => $" A threshold of {threshold} would have halved it.",
            { HalvingDailyCap: { } cap } => $" A daily cap of {cap} would have halved it.",
            _ => "",
        };
        return spent + sparing;
    }
}

/// <summary>A term to leave out of the search.</summary>
/// <param name="Term">What to add to the search.</param>
/// <param name="MatchCredits">Credits for matching that it would have spared.</param>
/// <param name="Submissions">Submissions that there would have been fewer.</param>
internal sealed record CutAnswer(string Term, int MatchCredits, int Submissions);
