using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Insights;

/// <summary><c>GET /v1/teams/{teamId}/insights</c>: why the credits went, each insight with its numbers and what to do about it.</summary>
internal static class GetInsights
{
    private const int DefaultDays = 30;

    /// <summary>How many members are asked at once: each reads its own jobs.</summary>
    private const int AtOnce = 4;

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var days = Query.Only(context, "days").Number("days", 1, AutoBidLimits.WhatIfDays, DefaultDays);
        _ = await context.Ask(cluster => cluster.Team(teamId).GetCredits()) ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        // Of a large team most members have no Auto Bid, and need not be asked.
        var bidders = await context.Ask(cluster => cluster.TeamAutoBid(teamId).GetBidders(days));
        var found = new InsightAnswer?[bidders.Length];
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (at, _) =>
            found[at] = await context.Ask(cluster => cluster.AutoBidInsights(teamId, bidders[at]).Advise(days)) is { MatchCredits: > 0 } advice
                ? InsightAnswer.Of(bidders[at], advice)
                : null);
        await Answer.Ok(
            context,
            new InsightsAnswer(days, [.. found.OfType<InsightAnswer>().OrderByDescending(insight => insight.MatchCredits)]),
            AnswerJson.Default.InsightsAnswer);
    }
}

/// <summary>Why the credits went.</summary>
/// <param name="Days">Over how many days.</param>
/// <param name="Items">The most expensive first.</param>
internal sealed record InsightsAnswer(int Days, InsightAnswer[] Items);

/// <summary>Auto Bid does both halves of the loop: what they cost a member, and what would have spared some of it.</summary>
internal sealed record InsightAnswer(
    string Kind,
    string MemberId,
    string Summary,
    DateOnly From,
    DateOnly To,
    int MatchCredits,
    int BidCredits,
    int Submitted,
    int Skipped,
    int Threshold,
    int? HalvingThreshold,
    int? HalvingDailyCap,
    QueryCut[] Cuts)
{
    public static InsightAnswer Of(string memberId, AutoBidAdvice advice) => new(
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
        advice.Cuts);

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
