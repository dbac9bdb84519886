namespace Purser.Insights;

/// <summary>When credits run dry, as a range: nine in ten run dry after its start, and nine in ten before its end.</summary>
/// <param name="Earliest">Null: not before the horizon, most likely.</param>
/// <param name="Likely">As likely before as after; null: not before the horizon.</param>
/// <param name="Latest">Null: it may be after the horizon.</param>
/// <param name="Chance">How likely it is before the horizon, 0 to 1.</param>
internal sealed record DryRange(DateTimeOffset? Earliest, DateTimeOffset? Likely, DateTimeOffset? Latest, double Chance);

/// <summary>Credits that are yet to be used, as a range of the same kind.</summary>
internal readonly record struct UseRange(double Low, double Likely, double High);

/// <summary>
/// What a pattern says about the time from now to a horizon, hour by hour: how much is used, and so when credits run dry. A closed
/// form: the same use always gives the same answer.
/// </summary>
internal sealed class Outlook
{
    /// <summary>How far to look where nothing ends the cycle before.</summary>
    public const int MostDays = 62;

    /// <summary>How much of what today has shown so far is believed to hold for its rest: bursts end.</summary>
    private const double TodayCounts = 0.5;

    /// <summary>However much was used today, no more than so many times the usual is expected of its rest.</summary>
    private const double MostOfToday = 3;

    private readonly List<(DateTimeOffset At, UncertainSum Used)> hours = [];
    private readonly DateTimeOffset now;

    /// <param name="pattern">How the team uses credits.</param>
    /// <param name="use">What it was fitted to.</param>
    /// <param name="horizon">Until when.</param>
    public Outlook(UsePattern pattern, TeamUse use, DateTimeOffset horizon)
    {
        now = use.Now;
        var most = now.AddDays(MostDays);
        Horizon = horizon < most ? horizon : most;
        Walk(pattern, use.Zone);
    }

    /// <summary>Where looking ahead ends.</summary>
    public DateTimeOffset Horizon { get; }

    /// <summary>What is used until the horizon.</summary>
    public UseRange Use => hours.Count == 0
        ? default
        : new UseRange(hours[^1].Used.At(-NormalCurve.Ninety), hours[^1].Used.At(0), hours[^1].Used.At(NormalCurve.Ninety));

    /// <summary>When so many credits are used up.</summary>
    public DryRange DryAt(Credits left) => left <= Credits.Zero
        ? new DryRange(now, now, now, 1)
        : new DryRange(
            First(left, -NormalCurve.Ninety), First(left, 0), First(left, NormalCurve.Ninety),
            hours.Count == 0 ? 0 : hours[^1].Used.ChanceOf(left.Count));

    private DateTimeOffset? First(Credits left, double place)
    {
        var at = hours.FindIndex(hour => hour.Used.Reaches(left.Count, place));
        return at < 0 ? null : hours[at].At;
    }

    private void Walk(UsePattern pattern, TimeZoneInfo zone)
    {
        // What today used so far says something about the rest of it.
        var expected = pattern.TodayExpected;
        var (belief, told) = (1 / pattern.Dispersion, TodayCounts * (pattern.Today.Credits - expected));
        var (level, dispersion) = (
            Math.Clamp(1 + (told / (belief + (TodayCounts * expected))), 0.1, MostOfToday),
            (belief + (TodayCounts * pattern.Today.Credits)) / Math.Pow(belief + (TodayCounts * expected), 2));
        var (day, mean, squares, ofDay) = (pattern.Today.Day, 0.0, 0.0, 0.0);
        var days = 1;
        for (var at = now; at < Horizon;)
        {
            var local = TimeZoneInfo.ConvertTime(at, zone);
            var next = at.AddTicks(TimeSpan.TicksPerHour - (local.TimeOfDay.Ticks % TimeSpan.TicksPerHour));
            next = next < Horizon ? next : Horizon;
            var date = DateOnly.FromDateTime(local.DateTime);
            if (date != day)
            {
                squares += dispersion * ofDay * ofDay;
                (day, ofDay, level, dispersion, days) = (date, 0, 1, pattern.Dispersion, days + 1);
            }

            var used = level * pattern.In(local.DayOfWeek, local.Hour) * (next - at).TotalHours;
            mean += used;
            ofDay += used;
            var between = (squares + (dispersion * ofDay * ofDay)) * Echoed(pattern.Echo, days);
            var ahead = pattern.LevelVariance + (pattern.DriftPerDay * (next - now).TotalDays / 3);
            hours.Add((next, new UncertainSum(Math.Max(mean, 1e-9), Math.Max(mean, 1e-9) + between + (ahead * mean * mean))));
            at = next;
        }
    }

    /// <summary>How much further a sum of days strays that echo each other than one of days that do not.</summary>
    private static double Echoed(double echo, int days) =>
        ((1 + echo) / (1 - echo)) - (2 * echo * (1 - Math.Pow(echo, days)) / (days * (1 - echo) * (1 - echo)));
}
