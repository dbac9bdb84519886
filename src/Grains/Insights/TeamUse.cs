namespace Purser.Insights;

/// <summary>Credits that a team used within a quarter of an hour: debits less their reversals.</summary>
/// <param name="Number">Which quarter: full ones since 1970 began, in UTC. No time zone's clock differs by less.</param>
/// <param name="Credits">How many.</param>
/// <param name="EndsDry">Whether nothing was left to spend when it ended.</param>
internal readonly record struct QuarterOfUse(long Number, int Credits, bool EndsDry)
{
    public const int Minutes = 15;

    public static long NumberOf(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / (Minutes * 60);

    public static DateTimeOffset StartOf(long number) => DateTimeOffset.FromUnixTimeSeconds(number * Minutes * 60);
}

/// <summary>When a team used credits.</summary>
/// <param name="Quarters">Those in which something happened, in order; resets and grants are no use.</param>
/// <param name="Now">Until when.</param>
/// <param name="Zone">Whose days and hours count.</param>
internal sealed record TeamUse(IReadOnlyList<QuarterOfUse> Quarters, DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>How far back a forecast looks: eight of each weekday.</summary>
    public const int Days = 56;

    /// <summary>Credits used since an instant, to a quarter of an hour.</summary>
    public long Since(DateTimeOffset instant) =>
        Math.Max(0, Quarters.Where(quarter => quarter.Number >= QuarterOfUse.NumberOf(instant)).Sum(quarter => (long)quarter.Credits));
}
