using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Gateway.V1;
using Purser.Teams;

namespace Purser.Gateway.Mcp;

/// <summary>The question that support is asked: why a team, or one of its members, is out of credits. Several calls of the API, put together.</summary>
internal static class WhyOutOfCredits
{
    public static readonly string[] Calls = ["getCredits", "listMembers", "canSpend", "getForecast", "getInsights"];

    public static async Task<WhyAnswer> AskAsync(ToolCall call, WhyQuery query)
    {
        var (team, cluster) = (call.TeamId, call.Cluster);
        var credits = (await TeamRoutes.GetCreditsAsync(team, new(new CreditsQuery(query.Member)), cluster)).Document;
        var active = (await MemberRoutes.ListAsync(team, cluster)).Document.Items.Where(static member => member.Status == MemberStatus.Active).ToList();
        var atBudget = active.Where(static member => member.Budget is { } cap && member.Used >= cap).ToArray();
        // Without a member's name, whoever is not stopped by a budget of their own stands for the team; there is always an owner.
        var spender = query.Member ?? active.Except(atBudget).Concat(atBudget).First().MemberId;
        var hint = (await CanSpendCall.AskAsync(team, new(new CanSpendQuery(spender)), cluster)).Document;
        var forecast = (await InsightRoutes.GetForecastAsync(team, cluster)).Document;
        var insights = (await InsightRoutes.GetAsync(team, new(new InsightsQuery(query.Days)), cluster)).Document;
        return new WhyAnswer(Say(credits, hint, atBudget, forecast, insights), hint.Reason, hint.Remedies, atBudget, credits, forecast, insights);
    }

    private static string Say(TeamCreditsAnswer credits, CanSpendAnswer hint, MemberItem[] atBudget, ForecastAnswer forecast, InsightsAnswer insights)
    {
        string[] sentences =
        [
            hint.Reason is { } reason
                ? $"{credits.Name} ({Codes.Of(credits.Status)}): debits are refused, {Codes.Of(reason)}. {Problem.DebitRefused(new Refusal(reason, credits.Remaining, credits.Extra, hint.ResetsAt, hint.Remedies)).Detail}"
                : $"{credits.Name} ({Codes.Of(credits.Status)}) is not out of credits: {hint.Spendable} can be spent now.",
            $"{credits.Used} credits were used of {credits.Total} in this cycle, {credits.Extra} extra are left.",
            hint.ResetsAt is { } resets ? $"The pool resets {ToolWords.Instant(resets)}." : "",
            atBudget.Length == 0 ? "" : $"At their budget: {string.Join(", ", atBudget.Select(static member => $"{member.Name} ({member.Used} of {member.Budget})"))}.",
            credits.Automation is { Left.Count: 0, Cap: { } cap } ? $"Auto Bid has taken what it may from the pool ({cap})." : "",
            forecast.Summary,
            // Of credits that run dry the forecast has said the first half.
            .. insights.Items.Select(static item => item is DryInsight dry ? dry.Action?.Text ?? "" : ToolWords.Of((IAdvice)item)),
        ];
        return string.Join(' ', sentences.Where(static sentence => sentence.Length > 0));
    }
}

/// <summary>Whose credits, and since when.</summary>
/// <param name="Member">Whether this one can spend; without it, whether the team can.</param>
/// <param name="Days">Over which days the causes are looked for: today and the days before it.</param>
internal sealed record WhyQuery([OwnId] MemberId? Member = null, [Between(1, AutoBidLimits.WhatIfDays)] int Days = 30);

/// <summary>Why credits cannot be spent, what helps, and where they went.</summary>
/// <param name="Summary">All of it for people.</param>
/// <param name="BlockedBy">Why a debit would be refused now; null: it would not.</param>
/// <param name="Remedies">What would help.</param>
/// <param name="AtBudget">Active members who have used up their budget: they are refused, whatever the team has.</param>
/// <param name="Credits">How the credits stand.</param>
/// <param name="Forecast">When they run dry, and what would help at what price.</param>
/// <param name="Insights">Where they went: the most expensive cause first, each with what to do about it.</param>
internal sealed record WhyAnswer(
    string Summary,
    RefusalReason? BlockedBy,
    Remedy[] Remedies,
    MemberItem[] AtBudget,
    TeamCreditsAnswer Credits,
    ForecastAnswer Forecast,
    InsightsAnswer Insights);
