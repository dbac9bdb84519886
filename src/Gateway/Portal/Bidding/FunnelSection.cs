using Purser.AutoBid;
using Purser.Gateway.Portal.Pages;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>What became of jobs, day by day, and what stopped the runs.</summary>
internal static class FunnelSection
{
    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var bidder = (await Bidder.OfAsync(visit)).MemberId;
        var count = Bidder.DaysOf(visit);
        var today = PageTexts.DayIn(visit.Now, visit.Zone);
        var first = today.AddDays(1 - count);
        var funnel = await visit.Cluster.AskAsync(grains => grains.AutoBidInsights(visit.TeamId, bidder).GetFunnel(first, today)) ?? throw visit.IsGone();
        var known = funnel.Days.ToDictionary(static day => day.Day);
        FunnelDay[] days = [.. Enumerable.Range(0, count).Select(first.AddDays).Select(day => known.GetValueOrDefault(day) ?? FunnelDay.Empty(day))];
        return new SectionContent(typeof(FunnelView), new FunnelModel(
            bidder, count, days, funnel.Stops.ToLookup(static stop => stop.Day), ChartScale.For(Math.Max(1, days.Max(FunnelModel.Height)))));
    }
}

/// <summary>What became of jobs.</summary>
/// <param name="Bidder">Whose Auto Bid.</param>
/// <param name="Count">How many days are looked at.</param>
/// <param name="Days">Each of them, the earliest first.</param>
/// <param name="Stops">What ended runs, by day, in order.</param>
/// <param name="Scale">What the picture's height stands for.</param>
public sealed record FunnelModel(MemberId Bidder, int Count, FunnelDay[] Days, ILookup<DateOnly, DayStop> Stops, ChartScale Scale)
{
    public int Scanned => Days.Sum(static day => day.Scanned);

    public int Matched => Days.Sum(static day => day.Matched);

    public int Submitted => Days.Sum(static day => day.Submitted);

    public int Skipped => Days.Sum(static day => day.Skipped);

    public int Failed => Days.Sum(static day => day.Failed);

    public int MatchCredits => Days.Sum(static day => day.MatchCredits);

    public int BidCredits => Days.Sum(static day => day.BidCredits);

    /// <summary>Whether anything happened.</summary>
    public bool IsEmpty => Array.TrueForAll(Days, static day => Height(day) == 0) && Stops.Count == 0;

    /// <summary>How high a day's bar is: the jobs that were done with on it.</summary>
    public static int Height(FunnelDay day) => day.Submitted + day.Skipped + day.Failed;

    /// <summary>A bar from its foot: a colour, its words, and how many.</summary>
    internal static (int Colour, string Text, int Jobs)[] Parts(FunnelDay day) =>
        [(6, "funnel.submitted", day.Submitted), (8, "funnel.skipped", day.Skipped), (4, "funnel.failed", day.Failed)];
}
