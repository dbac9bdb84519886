using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Jobs;

namespace Purser.Gateway.AutoBid;

/// <summary>
/// <c>GET /v1/teams/{teamId}/auto-bid/{memberId}/what-if</c>: what other settings would have cost in the last days, from the
/// scores already paid for.
/// </summary>
internal static class GetWhatIf
{
    private const int DefaultDays = 7;
    private const string NoCeiling = "none";

    public static async Task Handle(HttpContext context)
    {
        var (teamId, memberId) = (context.TeamId(), context.MemberId());
        var question = Read(context);
        var answer = await context.Ask(cluster => cluster.AutoBidInsights(teamId, memberId).WhatIf(question))
            ?? throw new ProblemException(Problem.NoSuchMember(teamId, memberId));
        await Answer.Ok(context, WhatIfReply.Of(answer), AnswerJson.Default.WhatIfReply);
    }

    private static WhatIfQuestion Read(HttpContext context)
    {
        var query = Query.Only(context, "threshold", "dailyCap", "dailyCredits", "query", "days");
        var ceiling = query.Text("dailyCredits");
        var hasNone = string.Equals(ceiling, NoCeiling, StringComparison.Ordinal);
        return new WhatIfQuestion(
            query.Number("days", 1, AutoBidLimits.WhatIfDays, DefaultDays),
            SearchFor(query),
            query.OptionalNumber("threshold", 0, 100),
            query.OptionalNumber("dailyCap", 0, AutoBidLimits.DailyCap),
            hasNone ? null : query.OptionalNumber("dailyCredits", AutoBidLimits.LeastDailyCredits, AutoBidLimits.MostDailyCredits),
            SetsDailyCredits: ceiling is not null);
    }

    private static string? SearchFor(Query query)
    {
        if (query.Text("query") is not { } text)
        {
            return null;
        }

        if (!Limits.IsQuery(text))
        {
            throw Query.Invalid("query", $"query must be {Queries.Rule}.");
        }

        return SearchQuery.TryParse(text, out _, out var error)
            ? text
            : throw new ProblemException(Queries.Wrong(error, new ProblemPlace("parameter", "query")));
    }
}

/// <summary>What other settings would have cost, as it is answered.</summary>
/// <param name="Settings">The settings tried.</param>
/// <param name="From">The first day, in the team's time zone.</param>
/// <param name="To">Today.</param>
/// <param name="Would">What they would have done.</param>
/// <param name="Was">What was done.</param>
/// <param name="LowerBounds">
/// Days on which a run had been stopped and these settings would have gone on: jobs after that point have no score.
/// </param>
internal sealed record WhatIfReply(
    TriedSettings Settings, DateOnly From, DateOnly To, FunnelAnswer Would, FunnelAnswer Was, DateOnly[] LowerBounds)
{
    public static WhatIfReply Of(WhatIfAnswer answer) => new(
        new TriedSettings(answer.Settings.Query, answer.Settings.Threshold, answer.Settings.DailyCap, answer.Settings.DailyCredits),
        answer.From, answer.To, FunnelAnswer.Of(answer.Would), FunnelAnswer.Of(answer.Was), answer.StoppedEarlier);
}

/// <summary>Settings that were tried.</summary>
internal sealed record TriedSettings(string Query, int Threshold, int DailyCap, int? DailyCredits);
