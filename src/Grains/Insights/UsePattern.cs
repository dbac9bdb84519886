namespace Purser.Insights;

/// <summary>
/// How a team uses credits: so many on each weekday, spread over the day, and how far days differ from that. Fitted to days that
/// were lived through; the newer a day, the more it counts.
/// </summary>
internal sealed class UsePattern
{
    /// <summary>A day two weeks old counts half: long enough for weekdays to show, short enough to follow a team that changes.</summary>
    private const double HalfLife = 14;

    /// <summary>What is believed of a team before its days say otherwise, and how many days it takes to be believed no more.</summary>
    private const double UsualDispersion = 0.35;
    private const double DispersionDays = 5;
    private const double UsualEcho = 0.15;
    private const double EchoDays = 15;

    /// <summary>How far the level of use wanders in a day, as a variance of the ratio: a tenth of it in a week.</summary>
    private const double UsualDrift = 0.01 / 7;
    private const double DriftWeeks = 2;

    /// <summary>Of a team of which next to nothing is known, use is known to within some three quarters of it.</summary>
    private const double MostLevelVariance = 0.6;

    /// <summary>Days on which hardly anything could be spent say little about how far days differ.</summary>
    private const double LeastOpen = 0.3;

    private readonly double[] perWeekday = new double[7];
    private readonly double[] byHour;
    private readonly double[] weights;
    private readonly double[] open;

    private UsePattern(List<DayOfUse> days)
    {
        From = days[0].Day;
        Today = days[^1];
        weights = [.. days.Select(day => Math.Pow(0.5, (Today.Day.DayNumber - day.Day.DayNumber) / HalfLife))];
        byHour = HoursOf(days);
        open = [.. days.Select(OpenPart)];
        Days = open.Sum();
        // What was used in the first hours is no rate: it counts as a day's.
        open = Array.ConvertAll(open, part => part / Math.Clamp(Days, 1e-9, 1));
        FitWeekdays(days);
        var known = open.Zip(weights).Sum(day => day.First * day.Second);
        DaysThatCount = known * known / Math.Max(1e-9, open.Zip(weights).Sum(day => day.First * day.Second * day.Second));
        (Dispersion, Echo) = FitDispersion(days);
        DriftPerDay = FitDrift(days);
        var mean = Math.Max(1e-6, perWeekday.Average());
        // The level is known as well as the days that count say it, echoes among them counting once.
        var level = ((Dispersion * (1 + Echo) / (1 - Echo)) + (1 / mean)) / Math.Max(1, DaysThatCount);
        LevelVariance = Math.Min(MostLevelVariance, level + (DriftPerDay * HalfLife / 2));
        TodayExpected = On(Today.Day.DayOfWeek) * open[^1];
    }

    /// <summary>The first day looked at.</summary>
    public DateOnly From { get; }

    /// <summary>The present day, as far as it has come.</summary>
    public DayOfUse Today { get; }

    /// <summary>Credits expected today so far.</summary>
    public double TodayExpected { get; }

    /// <summary>Days looked at, without the time in which nothing could be spent.</summary>
    public double Days { get; }

    /// <summary>As many equally weighted days would say as much.</summary>
    public double DaysThatCount { get; }

    /// <summary>How far a day's level differs from its weekday's, as a variance of the ratio.</summary>
    public double Dispersion { get; }

    /// <summary>How much of a day's difference the next one repeats.</summary>
    public double Echo { get; }

    /// <summary>How well the level itself is known, as a variance of the ratio.</summary>
    public double LevelVariance { get; }

    /// <summary>How much less well it is known for each day ahead.</summary>
    public double DriftPerDay { get; }

    /// <summary>Credits expected on a weekday.</summary>
    public double On(DayOfWeek weekday) => perWeekday[(int)weekday];

    /// <summary>Credits expected in an hour of a weekday.</summary>
    public double In(DayOfWeek weekday, int hour) => perWeekday[(int)weekday] * byHour[hour];

    /// <summary>The part of a day's use that belongs to the hours in which it could be used.</summary>
    private double OpenPart(DayOfUse day) => day.Open.Zip(byHour).Sum(hour => hour.First * hour.Second);

    /// <summary>Null where nothing was used yet.</summary>
    public static UsePattern? Of(TeamUse use) => DayOfUse.Of(use) is { Count: > 0 } days ? new UsePattern(days) : null;

    /// <summary>
    /// The share of a day's use that belongs to each hour; with few days, nearly even. A weekend on which nobody works says nothing
    /// about the hours in which they do.
    /// </summary>
    private double[] HoursOf(List<DayOfUse> days)
    {
        var used = new double[DayOfUse.Hours];
        var could = new double[DayOfUse.Hours];
        var (weekend, working) = (PerOpenHour(days, isWeekend: true), PerOpenHour(days, isWeekend: false));
        for (var at = 0; at < days.Count; at++)
        {
            var level = IsWeekend(days[at].Day.DayOfWeek) ? weekend : working;
            for (var hour = 0; hour < DayOfUse.Hours; hour++)
            {
                used[hour] += weights[at] * days[at].Used[hour];
                could[hour] += weights[at] * days[at].Open[hour] * level;
            }
        }

        var belief = Math.Max(weekend, working);
        var rates = used.Zip(could).Select(hour => (hour.First + belief) / (hour.Second + belief)).ToArray();
        return Array.ConvertAll(rates, rate => rate / rates.Sum());
    }

    /// <summary>Credits in an hour in which there was something left to spend.</summary>
    private double PerOpenHour(List<DayOfUse> days, bool isWeekend)
    {
        var (used, could) = (0.0, 0.0);
        for (var at = 0; at < days.Count; at++)
        {
            if (IsWeekend(days[at].Day.DayOfWeek) == isWeekend)
            {
                used += weights[at] * days[at].Credits;
                could += weights[at] * days[at].Open.Sum();
            }
        }

        return could > 0 ? used / could : 0;
    }

    /// <summary>Each weekday leans on its like (working days, weekends), and these on all days, until it has days of its own.</summary>
    private void FitWeekdays(List<DayOfUse> days)
    {
        var all = Rate(_ => true, (0, 0));
        for (var weekday = DayOfWeek.Sunday; weekday <= DayOfWeek.Saturday; weekday++)
        {
            var like = Rate(day => IsWeekend(day) == IsWeekend(weekday), (all, 1));
            perWeekday[(int)weekday] = Rate(day => day == weekday, (like, 2));
        }

        double Rate(Func<DayOfWeek, bool> counts, (double Rate, double Days) belief)
        {
            var (used, could) = (belief.Rate * belief.Days, belief.Days);
            for (var at = 0; at < days.Count; at++)
            {
                if (counts(days[at].Day.DayOfWeek))
                {
                    used += weights[at] * days[at].Credits;
                    could += weights[at] * open[at];
                }
            }

            return used / Math.Max(1e-9, could);
        }
    }

    private static bool IsWeekend(DayOfWeek day) => day is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private (double Dispersion, double Echo) FitDispersion(List<DayOfUse> days)
    {
        var (beyond, expected, echo, square, counted) = (0.0, 0.0, 0.0, 0.0, 0);
        double? before = null;
        for (var at = 0; at < days.Count; at++)
        {
            var mean = On(days[at].Day.DayOfWeek) * open[at];
            if (open[at] < LeastOpen || mean <= 0)
            {
                before = null;
                continue;
            }

            var off = days[at].Credits - mean;
            beyond += weights[at] * ((off * off) - mean);
            expected += weights[at] * mean * mean;
            var ratio = off / Math.Sqrt(mean * (1 + (mean * UsualDispersion)));
            square += weights[at] * ratio * ratio;
            echo += before is { } earlier ? weights[at] * ratio * earlier : 0;
            (before, counted) = (ratio, counted + 1);
        }

        // The weekdays were fitted to the same days, which makes these look closer to them than others will be.
        var found = expected > 0 ? Math.Max(0, beyond / expected) * counted / Math.Max(counted - 4.0, counted / 3.0) : 0;
        var repeated = square > 0 ? echo / square : 0;
        return (
            Math.Max(0.005, Blend(found, counted, UsualDispersion, DispersionDays)),
            Math.Clamp(Blend(repeated, counted, UsualEcho, EchoDays), 0, 0.6));
    }

    /// <summary>How far apart weeks side by side are, beyond what days that differ make of it.</summary>
    private double FitDrift(List<DayOfUse> days)
    {
        var (apart, pairs) = (0.0, 0);
        (double Ratio, double Variance)? later = null;
        for (var end = days.Count - 1; end >= 7; end -= 7)
        {
            var (used, mean, variance) = (0, 0.0, 0.0);
            for (var at = end - 7; at < end; at++)
            {
                var expected = On(days[at].Day.DayOfWeek) * open[at];
                (used, mean, variance) = (used + days[at].Credits, mean + expected, variance + expected + (Dispersion * expected * expected));
            }

            if (mean <= 0)
            {
                later = null;
                continue;
            }

            var week = (Ratio: used / mean, Variance: variance * (1 + Echo) / (1 - Echo) / (mean * mean));
            if (later is { } other)
            {
                apart += Math.Pow(week.Ratio - other.Ratio, 2) - week.Variance - other.Variance;
                pairs++;
            }

            later = week;
        }

        return Blend(pairs == 0 ? 0 : Math.Max(0, apart / pairs) / 7, pairs, UsualDrift, DriftWeeks);
    }

    private static double Blend(double found, double days, double believed, double believedDays) =>
        ((found * days) + (believed * believedDays)) / (days + believedDays);
}
