using System.Text.Json.Serialization;
using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;
using Purser.Gateway.Requests;
using Purser.Insights;

namespace Purser.Gateway.V1;

internal static class InsightRoutes
{
    /// <summary>How many members are asked at once: each reads its own jobs.</summary>
    private const int AtOnce = 4;

    public static void MapInsights(this IEndpointRouteBuilder v1)
    {
        var insights = v1.MapNoun("Insights", "Why the credits went, and when they run dry.");
        insights.MapGet("/teams/{teamId}/insights", GetAsync).WithName("getInsights").ReadsMuch();
        insights.MapGet("/teams/{teamId}/forecast", GetForecastAsync).WithName("getForecast").ReadsMuch();
    }

    /// <summary>Why the credits went, and what to do about it</summary>
    /// <response code="200">That credits run dry comes first, then the most expensive.</response>
    internal static async Task<Answer<InsightsAnswer>> GetAsync(TeamId teamId, QueryOf<InsightsQuery> query, ClusterCalls cluster) =>
        await LoadAsync(teamId, query.Value.Days, cluster) is { } insights ? insights : Problem.NoSuchTeam(teamId);

    /// <summary>The insights of a team; null where there is none.</summary>
    internal static async Task<InsightsAnswer?> LoadAsync(TeamId teamId, int days, ClusterCalls cluster)
    {
        if (await cluster.AskAsync(grains => grains.Team(teamId).GetCredits()) is null)
        {
            return null;
        }

        var bids = await AutoBidAsync(teamId, days, cluster);
        var saves = (int)bids.Sum(bid => bid.Action?.Saves ?? 0);
        return await cluster.AskAsync(grains => grains.TeamInsights(teamId).GetInsights(days, saves)) is { } insights
            ? InsightsAnswer.Of(insights, bids)
            : null;
    }

    /// <summary>When the credits run dry, and what helps</summary>
    /// <response code="200">As ranges that hold in four of five cases; null where nothing can be said yet.</response>
    internal static async Task<Answer<ForecastAnswer>> GetForecastAsync(TeamId teamId, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.TeamInsights(teamId).GetForecast()) is { } forecast
            ? ForecastAnswer.Of(forecast)
            : Problem.NoSuchTeam(teamId);

    private static async Task<List<AutoBidInsight>> AutoBidAsync(TeamId teamId, int days, ClusterCalls cluster)
    {
        // Of a large team most members have no Auto Bid, and need not be asked.
        var bidders = await cluster.AskAsync(grains => grains.TeamAutoBid(teamId).GetBidders(days));
        var found = new AutoBidInsight?[bidders.Length];
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (at, _) =>
            found[at] = await cluster.AskAsync(grains => grains.AutoBidInsights(teamId, bidders[at]).Advise(days)) is { MatchCredits: > 0 } advice
                ? AutoBidInsight.Of(bidders[at], advice)
                : null);
        return [.. found.OfType<AutoBidInsight>()];
    }
}

/// <summary>Over which days.</summary>
/// <param name="Days">Today and the days before it.</param>
internal sealed record InsightsQuery([Between(1, AutoBidLimits.WhatIfDays)] int Days = 30);

/// <summary>Why the credits went. What has cost too little to be worth a word is left out.</summary>
/// <param name="Items">That credits run dry comes first, then the most expensive.</param>
internal sealed record InsightsAnswer([Between(1, AutoBidLimits.WhatIfDays)] int Days, InsightAnswer[] Items)
{
    public static InsightsAnswer Of(TeamInsights insights, List<AutoBidInsight> bids)
    {
        List<(long Cost, InsightAnswer Item)> found = [.. bids.Select(bid => ((long)bid.MatchCredits, (InsightAnswer)bid))];
        if (insights.JobAssistant is { } opened)
        {
            found.Add((opened.LedNowhere, OpenedJobsInsight.Of(opened, insights)));
        }

        if (insights.Regenerations is { } again)
        {
            found.Add((again.Credits, RerollInsight.Of(again, insights)));
        }

        if (insights.MemberAhead is { } ahead)
        {
            found.Add((ahead.Left.Count, AheadInsight.Of(ahead)));
        }

        if (insights.RunningDry is { } running)
        {
            found.Add((long.MaxValue, DryInsight.Of(running)));
        }

        return new InsightsAnswer(insights.Days, [.. found.OrderByDescending(insight => insight.Cost).Select(insight => insight.Item)]);
    }
}

/// <summary>A reason why credits went, with its numbers, a sentence for people, and what to do about it.</summary>
[JsonDerivedType(typeof(AutoBidInsight))]
[JsonDerivedType(typeof(OpenedJobsInsight))]
[JsonDerivedType(typeof(RerollInsight))]
[JsonDerivedType(typeof(AheadInsight))]
[JsonDerivedType(typeof(DryInsight))]
internal abstract record InsightAnswer;

/// <summary>What every insight has.</summary>
internal interface IAdvice
{
    /// <summary>For people.</summary>
    string Summary { get; }

    /// <summary>What to do about it; null where nothing would have helped.</summary>
    InsightAction? Action { get; }
}

/// <summary>One thing to do.</summary>
/// <param name="Kind">What.</param>
/// <param name="Text">For people.</param>
/// <param name="Saves">Credits that it would have saved in the time looked at; for what is bought, credits that it brings.</param>
internal sealed record InsightAction(
    [OneOf(
        "narrow_search", "set_threshold", "lower_daily_cap", "open_fewer_jobs", "accept_first", "set_budget", "save", "buy_packs",
        "larger_plan", "more_seats")]
    string Kind,
    string Text,
    [AtLeast(0)] long Saves);
