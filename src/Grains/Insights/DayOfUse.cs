namespace Purser.Insights;

/// <summary>A day of a team by its own clock: what it used in which hour, and how much of each hour it could have.</summary>
internal sealed class DayOfUse(DateOnly day)
{
    public const int Hours = 24;

    private static readonly double Quarter = QuarterOfUse.Minutes / 60.0;

    public DateOnly Day { get; } = day;

    public int[] Used { get; } = new int[Hours];

    /// <summary>
    /// The part of each hour that counts: after the first use, before now, and with something left to spend. Who stands before
    /// an empty pool uses nothing, and that says nothing about what they would have used.
    /// </summary>
    public double[] Open { get; } = new double[Hours];

    public int Credits => Used.Sum();

    /// <summary>Lays use out on the team's days, from the first day with use, at most eight weeks ago, to the present one.</summary>
    public static List<DayOfUse> Of(TeamUse use)
    {
        List<DayOfUse> days = [];
        var isDry = false;
        var at = 0;
        var earliest = QuarterOfUse.NumberOf(use.Now.AddDays(-TeamUse.Days));
        while (at < use.Quarters.Count && (use.Quarters[at].Credits <= 0 || use.Quarters[at].Number < earliest))
        {
            at++;
        }

        if (at == use.Quarters.Count)
        {
            return days;
        }

        for (var number = use.Quarters[at].Number; number <= QuarterOfUse.NumberOf(use.Now); number++)
        {
            var wasDry = isDry;
            var used = 0;
            if (at < use.Quarters.Count && use.Quarters[at].Number == number)
            {
                (used, isDry) = (Math.Max(0, use.Quarters[at].Credits), use.Quarters[at].EndsDry);
                at++;
            }

            var start = QuarterOfUse.StartOf(number);
            var local = TimeZoneInfo.ConvertTime(start, use.Zone);
            var day = DateOnly.FromDateTime(local.DateTime);
            if (days.Count == 0 || days[^1].Day != day)
            {
                days.Add(new DayOfUse(day));
            }

            var passed = Math.Min(1, (use.Now - start).TotalMinutes / QuarterOfUse.Minutes);
            days[^1].Used[local.Hour] += used;
            // Of a quarter that ran dry half is taken.
            days[^1].Open[local.Hour] += Quarter * passed * (wasDry && isDry && used == 0 ? 0 : wasDry || isDry ? 0.5 : 1);
        }

        return days;
    }
}
