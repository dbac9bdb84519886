using Purser.Insights;

namespace Purser.Grains.Tests.Insights;

/// <summary>
/// A team that lives through weeks as teams do, which is not as the forecast thinks they do: people with working hours, free
/// weekends, moods, holidays and busy weeks; Auto Bid that does nearly the same every day, in runs, until its cap; a level that
/// wanders; people who come and go.
/// </summary>
internal sealed class GeneratedTeam
{
    private const int Weeks = 14;
    private const int QuartersOfDay = 96;

    private readonly Random random;
    private readonly int[] quarters = new int[Weeks * 7 * QuartersOfDay];
    private readonly DateTimeOffset start;

    private GeneratedTeam(int seed)
    {
        random = new Random(seed);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(Pick("UTC", "Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Australia/Sydney"));
        start = new DateTimeOffset(2026, 1, 1 + random.Next(28), 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(200));
        LiveThrough();
        Age = random.Next(5) == 0 ? 3 + random.Next(4) : 7 + random.Next(50);
        Now = start.AddDays(8 * 7).AddMinutes(random.Next(24 * 60));
        Ahead = 1 + random.Next(30);
        // What lasts about so many days, at the rate the team will really have: from hours to a month.
        Left = new Credits(Math.Max(1, Math.Max(Sum(Now, Now.AddDays(Ahead * 0.9)), (long)(Sum(Now, Now.AddDays(30)) / 30.0 * Ahead * (0.5 + random.NextDouble())))));
        ResetsAt = Now.AddDays(random.Next(3) == 0 ? Math.Max(1, Ahead - 4 + random.Next(8)) : 31);
    }

    public TimeZoneInfo Zone { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Days since its first use.</summary>
    public int Age { get; }

    public int Ahead { get; }

    public Credits Left { get; }

    public DateTimeOffset ResetsAt { get; }

    public static GeneratedTeam Of(int seed) => new(seed);

    /// <summary>What is known of it by now.</summary>
    public TeamUse Known()
    {
        var from = Index(Now.AddDays(-Math.Min(Age, TeamUse.Days)));
        var known = Enumerable.Range(from, Index(Now) - from).Where(at => quarters[at] > 0)
            .Select(at => new QuarterOfUse(QuarterOfUse.NumberOf(start) + at, quarters[at], EndsDry: false));
        return new TeamUse([.. known], Now, Zone);
    }

    /// <summary>When its credits really run dry; null: not before its reset.</summary>
    public DateTimeOffset? RunsDry()
    {
        var used = 0L;
        for (var at = Index(Now); at < Math.Min(quarters.Length, Index(ResetsAt)); at++)
        {
            used += quarters[at];
            if (used >= Left.Count)
            {
                return start.AddMinutes(15 * (at + 1));
            }
        }

        return null;
    }

    /// <summary>What it will really want to use from now on, before an instant: so many credits at a time.</summary>
    public IEnumerable<(DateTimeOffset At, int Credits)> WillUse(DateTimeOffset before) =>
        from at in Enumerable.Range(Index(Now), Math.Max(0, Math.Min(quarters.Length, Index(before)) - Index(Now)))
        where quarters[at] > 0
        select (start.AddMinutes(15 * at), quarters[at]);

    public double PerDaySince(double days) => Sum(Now.AddDays(-days), Now) / days;

    private int Index(DateTimeOffset instant) => (int)((instant - start).TotalMinutes / 15);

    private long Sum(DateTimeOffset from, DateTimeOffset to) => quarters.Skip(Index(from)).Take(Index(to) - Index(from)).Sum(used => (long)used);

    private void LiveThrough()
    {
        // A walk of the whole team's level: some stay as they are, others double or halve within weeks.
        var walk = Pick(0.0, 0.02, 0.05);
        var level = new double[Weeks * 7];
        var now = 0.0;
        for (var day = 0; day < level.Length; day++)
        {
            now += walk * Normal();
            level[day] = Math.Exp(now);
        }

        for (var members = 1 + random.Next(random.Next(3) == 0 ? 12 : 4); members > 0; members--)
        {
            Work(level);
        }

        for (var bidders = random.Next(3); bidders > 0; bidders--)
        {
            Bid();
        }
    }

    private void Work(double[] level)
    {
        var rate = Math.Exp(1.2 + (0.9 * Normal()));
        var (from, weekend, mood) = (6 + (8 * random.NextDouble()), Pick(0.05, 0.3, 1.0), Pick(0.2, 0.5, 0.9));
        var joins = random.Next(4) == 0 ? random.Next(Weeks * 7) : 0;
        var (holiday, back) = (random.Next(3) == 0 ? random.Next(Weeks * 7) : int.MaxValue, 3 + random.Next(9));
        var mind = 0.0;
        for (var day = joins; day < Weeks * 7; day++)
        {
            // Today is somewhat like yesterday.
            mind = (0.3 * mind) + (mood * 0.95 * Normal());
            if (day >= holiday && day < holiday + back)
            {
                continue;
            }

            var isWeekend = start.AddDays(day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            var mean = rate * level[day] * (isWeekend ? weekend : 1) * Math.Exp(mind - (mood * mood / 2));
            for (var jobs = Poisson(mean / 1.6); jobs > 0; jobs--)
            {
                // A job takes some actions, one after the other.
                var at = (day * QuartersOfDay) + (int)((from + (9 * random.NextDouble())) * 4);
                for (var actions = 1 + Poisson(0.6); actions > 0 && at < quarters.Length; actions--)
                {
                    quarters[at]++;
                    at += random.Next(2);
                }
            }
        }
    }

    private void Bid()
    {
        var (cap, share, hour) = (2 + random.Next(25), 0.1 + (0.6 * random.NextDouble()), random.Next(20));
        var (on, off) = (random.Next(3) == 0 ? random.Next(Weeks * 7) : 0, random.Next(5) == 0 ? random.Next(Weeks * 7) : int.MaxValue);
        for (var day = on; day < Math.Min(off, Weeks * 7); day++)
        {
            // Every credit of the day within its run; on slow days the feed ends before the cap is reached.
            var submitted = Math.Min(cap, Poisson(cap * 1.2));
            var credits = submitted + Poisson(submitted / share);
            for (var credit = 0; credit < credits; credit++)
            {
                quarters[Math.Min(quarters.Length - 1, (day * QuartersOfDay) + (hour * 4) + (credit * 8 / Math.Max(1, credits)))]++;
            }
        }
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private int Poisson(double mean)
    {
        if (mean > 40)
        {
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }

        var count = 0;
        for (var left = Math.Exp(-mean); (left /= 1 - random.NextDouble()) < 1; count++)
        {
        }

        return count;
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
