using Purser.Insights;

namespace Purser.Grains.Tests.Insights;

public sealed class ForecastTests
{
    /// <summary>A Monday.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_any_use_there_is_no_pattern() =>
        Assert.Null(UsePattern.Of(new TeamUse([], Monday, TimeZoneInfo.Utc)));

    [Fact]
    public void What_only_went_back_is_no_use() =>
        Assert.Null(UsePattern.Of(new TeamUse([new QuarterOfUse(QuarterOfUse.NumberOf(Monday), -3, EndsDry: false)], Monday.AddDays(1), TimeZoneInfo.Utc)));

    [Fact]
    public void An_office_that_rests_at_weekends_does_not_run_dry_on_one()
    {
        // Ten credits each working day for six weeks; on Friday evening fifteen are left.
        var now = Monday.AddDays(39).AddHours(18);
        var use = Office(Monday, now, perDay: 10);

        var dry = Look(use, now.AddDays(20)).DryAt(new Credits(15));

        Assert.Equal(DayOfWeek.Tuesday, dry.Likely!.Value.DayOfWeek);
        Assert.DoesNotContain(dry.Earliest!.Value.DayOfWeek, new[] { DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday });
        Assert.InRange(dry.Latest!.Value, now.AddDays(3), now.AddDays(7));
    }

    [Fact]
    public void What_is_not_used_before_the_reset_runs_dry_nowhere()
    {
        var now = Monday.AddDays(28);
        var outlook = Look(Office(Monday, now, perDay: 10), now.AddDays(5));

        Assert.Equal((null, null, null), Instants(outlook.DryAt(new Credits(500))));
        Assert.InRange(outlook.DryAt(new Credits(500)).Chance, 0, 0.001);
        Assert.InRange(outlook.Use.Likely, 40, 60);
        Assert.True(outlook.Use.Low < outlook.Use.Likely && outlook.Use.Likely < outlook.Use.High);
    }

    [Fact]
    public void What_is_gone_is_gone_now()
    {
        var now = Monday.AddDays(28);

        Assert.Equal((now, now, now), Instants(Look(Office(Monday, now, perDay: 10), now.AddDays(5)).DryAt(Credits.Zero)));
    }

    [Fact]
    public void After_two_days_the_range_is_wider_than_after_six_weeks()
    {
        var now = Monday.AddDays(42).AddHours(8);
        var (few, many) = (Width(Office(now.AddDays(-4), now, perDay: 10)), Width(Office(Monday, now, perDay: 10)));

        Assert.True(few > 1.8 * many, $"{few:N1} days against {many:N1}.");

        double Width(TeamUse use)
        {
            var dry = Look(use, now.AddDays(60)).DryAt(new Credits(100));
            return ((dry.Latest ?? now.AddDays(60)) - dry.Earliest!.Value).TotalDays;
        }
    }

    /// <summary>A trial's day is gone at eleven every day: what would have been used then is not nothing.</summary>
    [Fact]
    public void Days_that_ended_before_an_empty_pool_do_not_look_like_days_of_little_use()
    {
        var now = Monday.AddDays(28);
        var cut = Look(Office(Monday, now, perDay: 10, until: 13), now.AddDays(5)).Use.Likely;
        var whole = Look(Office(Monday, now, perDay: 10), now.AddDays(5)).Use.Likely;

        Assert.InRange(cut / whole, 0.75, 1.3);
    }

    [Fact]
    public void A_trials_allowance_is_gone_in_the_course_of_the_day()
    {
        // Twenty a day between nine and seventeen; at nine the ten of today are there.
        var now = Monday.AddDays(10).AddHours(9);

        var dry = Look(Office(Monday, now, perDay: 20), now.AddHours(20)).DryAt(new Credits(10));

        Assert.InRange(dry.Likely!.Value, now.AddHours(2), now.AddHours(8));
        Assert.InRange(dry.Chance, 0.7, 1);
    }

    /// <summary>Five hundred credits within a minute are no sign of a million a day.</summary>
    [Fact]
    public void What_a_team_uses_in_its_first_minutes_counts_as_a_days_use()
    {
        var now = Monday.AddHours(15).AddMinutes(7);
        var use = new TeamUse([new QuarterOfUse(QuarterOfUse.NumberOf(now), 500, EndsDry: false)], now, TimeZoneInfo.Utc);

        var pattern = UsePattern.Of(use)!;

        Assert.InRange(pattern.On(DayOfWeek.Monday), 499, 501);
        Assert.InRange(pattern.Days, 0, 0.1);
        var ahead = new Outlook(pattern, use, now.AddDays(10));
        Assert.InRange(ahead.Use.Likely, 2000, 5000);
        Assert.True(ahead.Use.High > 4 * ahead.Use.Low, "It should not be so sure.");
    }

    [Fact]
    public void Days_are_the_teams_own()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
        var now = Monday.AddDays(35);
        var use = Office(Monday, now, perDay: 24) with { Zone = zone };

        // What is Monday to Friday in Greenwich is Monday night to Saturday morning there.
        var pattern = UsePattern.Of(use)!;

        Assert.True(pattern.On(DayOfWeek.Saturday) > 2 * pattern.On(DayOfWeek.Sunday));
    }

    private static (DateTimeOffset? Earliest, DateTimeOffset? Likely, DateTimeOffset? Latest) Instants(DryRange dry) => (dry.Earliest, dry.Likely, dry.Latest);

    private static Outlook Look(TeamUse use, DateTimeOffset horizon) => new(UsePattern.Of(use)!, use, horizon);

    /// <summary>So many credits each working day, evenly from nine to seventeen; or only until an hour, when nothing is left.</summary>
    private static TeamUse Office(DateTimeOffset from, DateTimeOffset now, int perDay, int until = 17)
    {
        List<QuarterOfUse> quarters = [];
        for (var at = from; at < now; at = at.AddMinutes(QuarterOfUse.Minutes))
        {
            if (at is { DayOfWeek: not (DayOfWeek.Saturday or DayOfWeek.Sunday), Hour: >= 9 } && at.Hour < until)
            {
                var since = ((at.Hour - 9) * 4) + (at.Minute / QuarterOfUse.Minutes);
                quarters.Add(new QuarterOfUse(
                    QuarterOfUse.NumberOf(at), ((since + 1) * perDay / 32) - (since * perDay / 32), EndsDry: until < 17 && since == ((until - 9) * 4) - 1));
            }
            else if (at is { Hour: 0, Minute: 0 } && until < 17)
            {
                quarters.Add(new QuarterOfUse(QuarterOfUse.NumberOf(at), 0, EndsDry: false));
            }
        }

        return new TeamUse(quarters, now, TimeZoneInfo.Utc);
    }
}
