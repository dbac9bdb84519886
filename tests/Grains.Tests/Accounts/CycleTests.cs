using Purser.Accounts;

namespace Purser.Grains.Tests.Accounts;

/// <summary>Where a team's cycles begin and end, and which of them a debit belongs to.</summary>
public sealed class CycleTests
{
    private const int Years = 8;

    public static TheoryData<int> DaysOfMonth => [.. Enumerable.Range(1, 31)];

    /// <summary>Zones whose clocks change, north and south of the equator, by an hour and by half of one.</summary>
    public static TheoryData<string> Zones =>
        ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Sydney", "Australia/Lord_Howe"];

    [Theory]
    [MemberData(nameof(DaysOfMonth))]
    public void Month_by_month_a_team_rolls_over_exactly_at_its_anchors_day_or_the_months_last(int day)
    {
        var anchor = new DateTimeOffset(2023, 1, day, 23, 59, 59, 999, TimeSpan.Zero);
        var team = TeamBook.Subscribed(now: anchor);
        for (var month = 1; month <= 12 * Years; month++)
        {
            var (start, end) = (Clamped(anchor, month - 1), Clamped(anchor, month));
            team.ClockSays(end.AddMicroseconds(-1));
            Assert.Equal(new Cycle(start, end), team.Account.Cycle);
            team.ClockSays(end);
        }

        Assert.Equal(1 + (12 * Years), team.Allowances);
        Assert.Equal(Enumerable.Range(0, 1 + (12 * Years)).Select(month => Clamped(anchor, month)), team.CycleStarts.Select(entry => entry.CycleStart));
    }

    [Theory]
    [MemberData(nameof(DaysOfMonth))]
    public void Cycles_tile_time_before_and_after_the_anchor_whatever_month_it_is_in(int day)
    {
        var anchors = Enumerable.Range(0, 12 * Years).Select(month => new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month))
            .Where(month => day <= DateTime.DaysInMonth(month.Year, month.Month))
            .Select(month => month.AddDays(day - 1).AddHours(day % 24));
        foreach (var anchor in anchors)
        {
            var subscription = new Subscription("lite", new Credits(100), 1, anchor);
            for (var month = -14; month <= 14; month++)
            {
                var boundary = Clamped(anchor, month);
                var before = subscription.CycleAt(boundary.AddMicroseconds(-1));
                var after = subscription.CycleAt(boundary);

                Assert.Equal((Clamped(anchor, month - 1), boundary), (before.Start, before.End));
                Assert.Equal((boundary, Clamped(anchor, month + 1)), (after.Start, after.End));
                Assert.Equal(after, subscription.CycleAt(boundary.AddMicroseconds(1)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(DaysOfMonth))]
    public void Missed_months_are_one_entry_and_one_allowance_in_the_cycle_that_contains_now(int day)
    {
        var anchor = new DateTimeOffset(2023, 1, day, 12, 0, 0, TimeSpan.Zero);
        for (var missed = 2; missed <= 26; missed++)
        {
            var team = TeamBook.Subscribed(now: anchor);
            team.Spend();
            var entries = team.Entries.Count;

            team.ClockSays(Clamped(anchor, missed).AddDays(3));

            Assert.Equal(new Cycle(Clamped(anchor, missed), Clamped(anchor, missed + 1)), team.Account.Cycle);
            Assert.Equal((entries + 1, 300), (team.Entries.Count, team.Account.Remaining.Count));
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void The_hour_that_a_zones_clocks_skip_or_repeat_is_no_boundary(string zoneId)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var changes = Enumerable.Range(0, 365 * 4).Select(at => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(at))
            .Where(midnight => zone.GetUtcOffset(midnight) != zone.GetUtcOffset(midnight.AddDays(1)))
            .ToList();
        Assert.InRange(changes.Count, 7, 9);
        foreach (var change in changes)
        {
            // Opened by local time two days before, at an hour that the change skips or repeats.
            var local = TimeZoneInfo.ConvertTime(change.AddDays(-2), zone);
            var opened = new DateTimeOffset(local.Date.AddHours(2).AddMinutes(30), local.Offset);

            var trial = TeamBook.InTrial(opened);
            for (var window = 0; window < 14; window++)
            {
                var start = opened.ToUniversalTime().AddHours(24 * window);
                Assert.Equal(new Cycle(start, start.AddHours(24)), trial.Account.Cycle);
                trial.PassTime(TimeSpan.FromHours(24));
            }

            var paying = TeamBook.Subscribed(anchor: opened, now: opened);
            for (var month = 0; month < 3; month++)
            {
                var (start, end) = (Clamped(opened.ToUniversalTime(), month), Clamped(opened.ToUniversalTime(), month + 1));
                Assert.Equal(new Cycle(start, end), paying.Account.Cycle);
                Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (paying.Account.Cycle.Start.Offset, paying.Account.Cycle.End!.Value.Offset));
                paying.ClockSays(end);
            }
        }
    }

    [Theory]
    [InlineData(-1000, false)]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1000, true)]
    public void A_debit_belongs_to_the_cycle_of_the_instant_it_is_decided_at(int microseconds, bool ofNext)
    {
        foreach (var team in new[] { TeamBook.Subscribed(), TeamBook.InTrial() })
        {
            var cycle = team.Account.Cycle;
            team.ClockSays(cycle.End!.Value.AddMicroseconds(microseconds));

            team.Spend();

            Assert.Equal(ofNext ? cycle.End : cycle.Start, team.Entries[^1].CycleStart);
            Assert.Equal(1, team.Account.Balance.Used.Count);
        }
    }

    /// <summary>PostgreSQL keeps microseconds: the clock's hundred nanoseconds must not decide what the ledger cannot show.</summary>
    [Fact]
    public void An_instant_finer_than_the_ledgers_counts_as_the_microsecond_it_lies_in()
    {
        var team = TeamBook.Subscribed();
        var end = team.Account.Cycle.End!.Value;

        team.ClockSays(end.AddTicks(-1));
        team.Spend();

        Assert.Equal((end.AddMicroseconds(-1), TeamBook.Start), (team.Entries[^1].At, team.Entries[^1].CycleStart));
    }

    [Fact]
    public void Silos_whose_clocks_differ_by_twenty_minutes_and_step_back_reset_once_and_keep_entries_in_order()
    {
        var team = TeamBook.Subscribed();
        var end = team.Account.Cycle.End!.Value;
        var debits = 0;
        for (var minute = -30; minute <= 30; minute++)
        {
            foreach (var silo in new[] { +10, -10, 0 })
            {
                team.ClockSays(end.AddMinutes(minute + silo), silo == 0 ? ResetCause.Reminder : ResetCause.Access);
                team.Spend();
                debits++;
            }
        }

        Assert.Equal([TeamBook.Start, end], team.CycleStarts.Select(entry => entry.CycleStart));
        Assert.Equal(debits, team.Entries.Count(entry => entry.Event is TeamEvent.Debited));
        Assert.All(team.Entries.Zip(team.Entries.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At));
        Assert.All(
            team.Entries.Where(entry => entry.Event is TeamEvent.Debited),
            debit => Assert.Equal(debit.At < end ? TeamBook.Start : end, debit.CycleStart));
    }

    [Fact]
    public void Whoever_comes_first_to_a_boundary_is_written_down_and_nobody_who_comes_later()
    {
        var team = TeamBook.Subscribed();
        var end = team.Account.Cycle.End!.Value;

        team.ClockSays(end, ResetCause.Reminder);
        team.ClockSays(end, ResetCause.Reminder);
        team.ClockSays(end.AddDays(1), ResetCause.Access);

        Assert.Equal(
            [ResetCause.Access, ResetCause.Reminder],
            team.Entries.Select(entry => entry.Event).OfType<TeamEvent.CycleStarted>().Select(started => started.Cause));
    }

    /// <summary>Stripe's rule in other words than ours: the anchor's day and time in every month, or the month's last day.</summary>
    private static DateTimeOffset Clamped(DateTimeOffset anchor, int months)
    {
        var month = (anchor.Year * 12) + anchor.Month - 1 + months;
        var (year, ofYear) = (month / 12, (month % 12) + 1);
        var day = Math.Min(anchor.Day, DateTime.DaysInMonth(year, ofYear));
        return new DateTimeOffset(year, ofYear, day, 0, 0, 0, TimeSpan.Zero) + anchor.TimeOfDay;
    }
}
