using Purser.Gateway.Portal.Texts;
using Purser.Gateway.V1;
using Purser.Insights;

namespace Purser.Gateway.Portal.Why;

/// <summary>Why the credits went, in the order of what it cost, each with the one thing to do about it.</summary>
internal static class WhySection
{
    /// <summary>Today and the days before it.</summary>
    private const int Days = 30;

    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var asking = visit.TeamAsync();
        var insights = await InsightRoutes.LoadAsync(visit.TeamId, Days, visit.Cluster) ?? throw visit.IsGone();
        var names = (await asking).Members.ToDictionary(static member => member.MemberId, static member => member.Name);
        return new SectionContent(typeof(WhyView), new WhyModel(Days, [.. insights.Items.Select(item => Say(item, visit.Texts, names)).OfType<SpendingReason>()]));
    }

    private static SpendingReason? Say(InsightAnswer insight, PageTexts texts, Dictionary<MemberId, string> names) => insight switch
    {
        AutoBidInsight bids => new SpendingReason(
            "autobid",
            texts.Format("why.autobid.title", Name(bids.MemberId, names)),
            texts.Format("why.autobid.text", texts.Number(bids.MatchCredits), texts.Number(bids.Submitted), texts.Number(bids.Skipped)),
            bids.Action is { } action
                ? action.Kind switch
                {
                    "narrow_search" => texts.Format("why.autobid.cut", bids.Cuts[0].Term),
                    "set_threshold" => texts.Format("why.autobid.threshold", bids.HalvingThreshold),
                    _ => texts.Format("why.autobid.cap", bids.HalvingDailyCap),
                }
                : null,
            bids.Action?.Saves,
            bids.MatchCredits,
            null),
        OpenedJobsInsight opened => new SpendingReason(
            "jobs",
            texts["why.jobs.title"],
            texts.Format("why.jobs.text", texts.Number(opened.LedNowhere), texts.Number(opened.Credits)),
            texts["why.jobs.action"],
            opened.Action.Saves,
            opened.LedNowhere,
            new PageAddress(Action: AiAction.JobAssistant)),
        RerollInsight again => new SpendingReason(
            "again",
            texts["why.again.title"],
            texts.Format("why.again.text", texts.Number(again.Credits))
                + (again.Jobs is [{ Credits: > 1 } job, ..] ? " " + texts.Format("why.again.job", texts.Number(job.Credits), job.JobId) : ""),
            texts["why.again.action"],
            again.Action.Saves,
            again.Credits,
            new PageAddress(Regeneration: true)),
        AheadInsight ahead => new SpendingReason(
            "ahead",
            texts.Format("why.ahead.title", Name(ahead.MemberId, names)),
            texts.Format("why.ahead.text", texts.Number(ahead.Used), texts.Number(ahead.TeamUsed), texts.Percent((long)(ahead.Share * 1000), 1000), texts.Percent((long)(ahead.EqualShare * 1000), 1000))
                + (ahead.AutoBidCredits > Credits.Zero ? " " + texts.Format("why.ahead.autobid", texts.Number(ahead.AutoBidCredits)) : ""),
            texts.Format("why.ahead.action", texts.Number(ahead.Budget), texts.Number(ahead.Action.Saves)),
            null,
            ahead.Used.Count,
            new PageAddress(Member: ahead.MemberId)),
        DryInsight { Forecast.Options: [var first, ..] } dry => new SpendingReason(
            "dry",
            texts["why.dry.title"],
            texts["why.dry.text"],
            first.Kind switch
            {
                RemedyKind.Save => texts.Format("why.dry.save", texts.Number(first.Credits)),
                RemedyKind.Packs => texts.Format(
                    "why.dry.packs", texts.List([.. first.Packs.Select(pack => $"{texts.Number(pack.Count)} × {pack.Pack}")]), texts.Money(first.Amount, dry.Forecast.Currency)),
                RemedyKind.Plan => texts.Format(
                    "why.dry.plan", first.Plan, texts.Money(first.Amount, dry.Forecast.Currency), texts.Money(first.Monthly, dry.Forecast.Currency)),
                _ => texts.Format(
                    "why.dry.seats", first.Seats, texts.Money(first.Amount, dry.Forecast.Currency), texts.Money(first.Monthly, dry.Forecast.Currency)),
            },
            null,
            null,
            null),
        // What runs dry without an offer is said by the forecast.
        _ => null,
    };

    private static string Name(MemberId member, Dictionary<MemberId, string> names) => names.GetValueOrDefault(member) ?? member.Value;
}

/// <summary>Why the credits of some days went.</summary>
/// <param name="Days">So many.</param>
/// <param name="Reasons">The most expensive first.</param>
public sealed record WhyModel(int Days, SpendingReason[] Reasons);

/// <summary>A reason.</summary>
/// <param name="Kind">Which, for its looks.</param>
/// <param name="Title">In a word.</param>
/// <param name="Text">With its numbers.</param>
/// <param name="Action">What to do about it; null: nothing is known to help.</param>
/// <param name="Saves">Credits that it would have saved; null where that is not the point.</param>
/// <param name="Cost">Credits that it cost; null where that is not the point.</param>
/// <param name="Rows">The rows of the history that it is about; null where they cannot be filtered for.</param>
public sealed record SpendingReason(string Kind, string Title, string Text, string? Action, long? Saves, long? Cost, PageAddress? Rows);
