using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Jobs;

namespace Purser.Gateway.AutoBid;

/// <summary><c>PUT /v1/teams/{teamId}/auto-bid/{memberId}</c>: sets a member's Auto Bid.</summary>
internal static class PutAutoBid
{
    private const int Enabled = 0, SearchFor = 1, Threshold = 2, DailyCap = 3, DailyCredits = 4;

    private static readonly MemberNames Body = new(["enabled", "query", "threshold", "dailyCap"], "dailyCredits");

    private static readonly BodyParser<AutoBidSettings> Parse = static (ref body) =>
    {
        var settings = AutoBidSettings.Default;
        for (var seen = 0u; body.Next(Body, ref seen, out var member);)
        {
            switch (member)
            {
                case Enabled:
                    settings = settings with { Enabled = body.Bool() };
                    break;
                case SearchFor:
                    settings = settings with { Query = body.String(Limits.IsQuery, Queries.Rule) };
                    break;
                case Threshold:
                    settings = settings with { Threshold = (int)body.Number(0, 100) };
                    break;
                case DailyCap:
                    settings = settings with { DailyCap = (int)body.Number(0, AutoBidLimits.DailyCap) };
                    break;
                case DailyCredits:
                    settings = settings with
                    {
                        DailyCredits = (int?)body.OptionalNumber(AutoBidLimits.LeastDailyCredits, AutoBidLimits.MostDailyCredits),
                    };
                    break;
            }
        }

        return SearchQuery.TryParse(settings.Query, out _, out var error)
            ? settings
            : throw new ProblemException(Queries.Wrong(error, new ProblemPlace("pointer", "#/query")));
    };

    public static async Task Handle(HttpContext context)
    {
        var (teamId, memberId) = (context.TeamId(), context.MemberId());
        Query.None(context);
        var settings = await RequestBody.Read(context, Parse);
        if (!await context.Ask(cluster => cluster.AutoBid(teamId, memberId).SetSettings(settings)))
        {
            throw new ProblemException(Problem.NoSuchMember(teamId, memberId));
        }

        await Answer.Ok(context, settings, AnswerJson.Default.AutoBidSettings);
    }
}
