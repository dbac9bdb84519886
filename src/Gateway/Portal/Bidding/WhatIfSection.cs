using Purser.AutoBid;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>What other settings would have cost in the last days, from the scores already paid for.</summary>
internal static class WhatIfSection
{
    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var bidder = (await Bidder.OfAsync(visit)).MemberId;
        var settings = await visit.Cluster.AskAsync(grains => grains.AutoBid(visit.TeamId, bidder).GetSettings()) ?? throw visit.IsGone();
        var (days, tried) = (Bidder.DaysOf(visit), visit.Address.Tried);
        var wrongQuery = tried?.Query is { } typed ? WrongSearch.Of(typed, visit.Texts) : null;
        var wrongCeiling = Ceiling(tried?.DailyCredits, out var ceiling) ? null : visit.Texts.Format(
            "form.number", visit.Texts.Number(AutoBidLimits.LeastDailyCredits), visit.Texts.Number(AutoBidLimits.MostDailyCredits));
        var question = new WhatIfQuestion(
            days, tried?.Query is { } query ? WrongSearch.Clean(query) : null, tried?.Threshold, tried?.DailyCap, ceiling, SetsDailyCredits: tried?.DailyCredits is not null);
        var answer = wrongQuery is null && wrongCeiling is null
            ? await visit.Cluster.AskAsync(grains => grains.AutoBidInsights(visit.TeamId, bidder).WhatIf(question)) ?? throw visit.IsGone()
            : null;
        return new SectionContent(typeof(WhatIfView), new WhatIfModel(bidder, days, settings, tried, answer, wrongQuery, wrongCeiling));
    }

    private static bool Ceiling(string? typed, out int? ceiling)
    {
        ceiling = null;
        if (string.IsNullOrWhiteSpace(typed))
        {
            return true;
        }

        var isNumber = int.TryParse(typed, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number);
        ceiling = number;
        return isNumber && number is >= AutoBidLimits.LeastDailyCredits and <= AutoBidLimits.MostDailyCredits;
    }
}

/// <summary>What other settings would have cost.</summary>
/// <param name="Bidder">Whose Auto Bid.</param>
/// <param name="Days">Today and the days before it.</param>
/// <param name="Settings">As the member has them.</param>
/// <param name="Tried">As they are tried; null: as they are.</param>
/// <param name="Answer">What they would have done; null where they are wrong.</param>
/// <param name="WrongQuery">What is wrong with the search.</param>
/// <param name="WrongCeiling">What is wrong with the ceiling.</param>
public sealed record WhatIfModel(
    MemberId Bidder, int Days, AutoBidSettings Settings, TriedBidding? Tried, WhatIfAnswer? Answer, WrongSearch? WrongQuery, string? WrongCeiling)
{
    /// <summary>How far the cap's slider goes: twice what is needed to see that more changes nothing.</summary>
    public int MostCap => Math.Min(AutoBidLimits.DailyCap, Math.Max(20, 2 * Math.Max(Cap, Math.Max(Settings.DailyCap, Answer?.Was.Select(static day => day.Matched).DefaultIfEmpty().Max() ?? 0))));

    public int Threshold => Tried?.Threshold ?? Settings.Threshold;

    public int Cap => Tried?.DailyCap ?? Settings.DailyCap;

    public string Ceiling => Tried?.DailyCredits ?? Settings.DailyCredits?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";

    public string Query => Tried?.Query ?? Settings.Query;
}
