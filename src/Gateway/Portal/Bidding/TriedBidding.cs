using System.Globalization;
using Purser.AutoBid;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>Settings of Auto Bid that somebody tries, as the address says them; what is null is as the member has it.</summary>
/// <param name="Threshold">The score from which on a job is bid on.</param>
/// <param name="DailyCap">Most submissions of a day.</param>
/// <param name="DailyCredits">Most credits of a day, as it was typed; empty: no ceiling.</param>
/// <param name="Query">The search, as it was typed.</param>
public sealed record TriedBidding(int? Threshold, int? DailyCap, string? DailyCredits, string? Query)
{
    // The names are those of the API.
    internal const string ThresholdName = "threshold";
    internal const string DailyCapName = "dailyCap";
    internal const string DailyCreditsName = "dailyCredits";
    internal const string QueryName = "query";

    internal static TriedBidding? Of(IQueryCollection query)
    {
        var tried = new TriedBidding(
            Number(query[ThresholdName], 100), Number(query[DailyCapName], AutoBidLimits.DailyCap), Text(query, DailyCreditsName, 16), Text(query, QueryName, Limits.QueryLength * 4));
        return tried == new TriedBidding(null, null, null, null) ? null : tried;
    }

    private static int? Number(string? text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static string? Text(IQueryCollection query, string name, int longest) =>
        query.TryGetValue(name, out var text) && text.ToString() is { } found && found.Length <= longest ? found : null;
}
