using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;
using Purser.Gateway.Requests;
using Purser.Jobs;

namespace Purser.Gateway.V1;

internal static class AutoBidRoutes
{
    public static void MapAutoBid(this IEndpointRouteBuilder v1)
    {
        var autoBid = v1.MapNoun("Auto Bid", "What automation spends, and what it would have spent.");
        autoBid.MapGet("/teams/{teamId}/auto-bid/{memberId}", GetAsync).WithName("getAutoBid");
        autoBid.MapPut("/teams/{teamId}/auto-bid/{memberId}", SetAsync).WithName("setAutoBid");
        autoBid.MapGet("/teams/{teamId}/auto-bid/{memberId}/funnel", GetFunnelAsync).WithName("getFunnel");
        autoBid.MapGet("/teams/{teamId}/auto-bid/{memberId}/what-if", GetWhatIfAsync).WithName("getWhatIf").ReadsMuch();
    }

    /// <summary>How a member's Auto Bid is set</summary>
    /// <response code="200">The settings; the defaults where none were ever set.</response>
    internal static async Task<Answer<AutoBidAnswer>> GetAsync(TeamId teamId, MemberId memberId, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.AutoBid(teamId, memberId).GetSettings()) is { } settings
            ? AutoBidAnswer.Of(settings)
            : Problem.NoSuchMember(teamId, memberId);

    /// <summary>Set a member's Auto Bid</summary>
    /// <remarks>
    /// Threshold and caps count at once, for runs under way too; the query from the next run on. Days are in the team's time zone.
    /// </remarks>
    /// <response code="200">As it is set now.</response>
    internal static async Task<Answer<AutoBidAnswer>> SetAsync(
        TeamId teamId, MemberId memberId, Body<AutoBidRequest> body, ClusterCalls cluster)
    {
        var settings = body.Value.ToSettings();
        return await cluster.AskAsync(grains => grains.AutoBid(teamId, memberId).SetSettings(settings))
            ? AutoBidAnswer.Of(settings)
            : Problem.NoSuchMember(teamId, memberId);
    }

    /// <summary>What became of jobs, by day</summary>
    /// <response code="200">The days on which something happened.</response>
    internal static async Task<Answer<FunnelAnswer>> GetFunnelAsync(
        TeamId teamId, MemberId memberId, QueryOf<FunnelQuery> days, ClusterCalls cluster)
    {
        var (from, to) = days.Value.Check();
        return await cluster.AskAsync(grains => grains.AutoBidInsights(teamId, memberId).GetFunnel(from, to)) is { } funnel
            ? FunnelAnswer.Of(funnel)
            : Problem.NoSuchMember(teamId, memberId);
    }

    /// <summary>What other settings would have cost</summary>
    /// <remarks>
    /// Tried on the jobs of the last days, from the scores already paid for. What is not given is as the member has it now.
    /// </remarks>
    /// <response code="200">What they would have done, beside what was done.</response>
    internal static async Task<Answer<WhatIfReply>> GetWhatIfAsync(
        TeamId teamId, MemberId memberId, QueryOf<WhatIfQuery> query, ClusterCalls cluster)
    {
        var question = query.Value.ToQuestion();
        return await cluster.AskAsync(grains => grains.AutoBidInsights(teamId, memberId).WhatIf(question)) is { } answer
            ? WhatIfReply.Of(answer)
            : Problem.NoSuchMember(teamId, memberId);
    }
}

/// <summary>A search query, empty for every job.</summary>
internal sealed class SearchAttribute : TextRuleAttribute
{
    public SearchAttribute()
        : base($"empty, or at most {Limits.QueryLength} printable characters, not only blanks", Limits.IsQuery) =>
        (Shortest, Longest) = (null, Limits.QueryLength);

    /// <summary>What is wrong with a query that cannot be read; null for one that can.</summary>
    public static Problem? Wrong(string query, ProblemPlace place) => SearchQuery.TryParse(query, out _, out var error)
        ? null
        : new Problem(StatusCodes.Status400BadRequest, "invalid_query", "The search query cannot be read.", error.Message)
        {
            IsRefusal = true,
            Place = place,
            Position = error.Position,
        };
}

/// <summary>How a member's Auto Bid shall work.</summary>
/// <param name="Query">
/// Words, "phrases", OR, -exclusion, parentheses, and fields: skill:, type:, level:, budget:, rate:. Empty: every job.
/// </param>
/// <param name="Threshold">The score from which on a job is bid on.</param>
/// <param name="DailyCap">Most submissions of a day.</param>
/// <param name="DailyCredits">
/// Most credits of a day, matching and submitting together; null: no ceiling. A job is begun only if both its credits are within
/// it.
/// </param>
[Example("""{"enabled":true,"query":"(react OR \"vue.js\") -wordpress budget:>=500","threshold":70,"dailyCap":50,"dailyCredits":120}""")]
internal sealed record AutoBidRequest(
    bool Enabled,
    [Search] string Query,
    [Between(0, 100)] int Threshold,
    [Between(0, AutoBidLimits.DailyCap)] int DailyCap,
    [Between(AutoBidLimits.LeastDailyCredits, AutoBidLimits.MostDailyCredits)] int? DailyCredits = null)
{
    public AutoBidSettings ToSettings() => SearchAttribute.Wrong(Query, new ProblemPlace("pointer", "#/query")) is { } wrong
        ? throw new ProblemException(wrong)
        : new AutoBidSettings(Enabled, Query, Threshold, DailyCap, DailyCredits);
}

/// <summary>How a member's Auto Bid is set.</summary>
/// <param name="Query">
/// Words, "phrases", OR, -exclusion, parentheses, and fields: skill:, type:, level:, budget:, rate:. Empty: every job.
/// </param>
/// <param name="Threshold">The score from which on a job is bid on.</param>
/// <param name="DailyCap">Most submissions of a day.</param>
/// <param name="DailyCredits">
/// Most credits of a day, matching and submitting together; null: no ceiling. A job is begun only if both its credits are within
/// it.
/// </param>
internal sealed record AutoBidAnswer(
    bool Enabled,
    [Search] string Query,
    [Between(0, 100)] int Threshold,
    [Between(0, AutoBidLimits.DailyCap)] int DailyCap,
    [Between(AutoBidLimits.LeastDailyCredits, AutoBidLimits.MostDailyCredits)] int? DailyCredits)
{
    public static AutoBidAnswer Of(AutoBidSettings settings) =>
        new(settings.Enabled, settings.Query, settings.Threshold, settings.DailyCap, settings.DailyCredits);
}
