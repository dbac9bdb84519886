using CsCheck;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>Paid by the year, or by anything but the month: the allowance is monthly all the same.</summary>
public sealed class YearlyPricesTests
{
    private static readonly DateTimeOffset Start = TeamBook.Start;

    [Fact]
    public void A_year_is_twelve_allowances_at_months_counted_from_the_anchor()
    {
        var team = Following();
        for (var month = 0; month < 12; month++)
        {
            Assert.Equal(new Cycle(Month(month), Month(month + 1)), team.Account.Cycle);
            Assert.Equal((300, month + 1), (team.Account.Remaining.Count, Allowances(team)));
            Assert.Empty(team.Follow(Year(0)));
            team.Spend();
            team.ClockSays(Month(month + 1));
        }
    }

    [Fact]
    public void A_next_year_that_nobody_confirms_freezes_the_pool_after_a_week_and_a_late_word_thaws_it_as_it_was()
    {
        var team = Following();
        team.ClockSays(Month(12));
        team.Spend();
        team.ClockSays(Month(12).AddDays(7).AddMicroseconds(-1));
        Assert.Equal(TeamStatus.Active, team.Account.Status);
        team.PassTime(TimeSpan.FromMicroseconds(1));
        Assert.Equal(TeamStatus.PastDue, team.Account.Status);

        team.Follow(Year(1));

        Assert.Equal((TeamStatus.Active, 299, 2), (team.Account.Status, team.Account.Remaining.Count, Allowances(team)));
    }

    [Fact]
    public void Active_again_after_past_due_gives_nothing_anew_in_its_month_and_one_allowance_in_a_later_one()
    {
        var team = Following();
        team.ClockSays(Month(3).AddDays(2));
        team.Spend();
        var before = Allowances(team);
        team.Follow(Year(0) with { State = StripeState.Overdue });
        team.PassTime(TimeSpan.FromDays(3));
        team.Follow(Year(0));
        Assert.Equal((TeamStatus.Active, 299, before), (team.Account.Status, team.Account.Remaining.Count, Allowances(team)));

        team.Follow(Year(0) with { State = StripeState.Overdue });
        team.ClockSays(Month(6).AddDays(1));
        team.Follow(Year(0) with { State = StripeState.Overdue });
        Assert.Equal(RefusalReason.PaymentPastDue, team.Refused().Reason);
        team.Follow(Year(0));
        Assert.Equal((TeamStatus.Active, 300, before + 1), (team.Account.Status, team.Account.Remaining.Count, Allowances(team)));
        Assert.Equal(new Cycle(Month(6), Month(7)), team.Account.Cycle);
    }

    [Fact]
    public void Canceled_it_goes_on_month_by_month_to_the_end_of_what_is_paid_for()
    {
        var team = Following();
        team.ClockSays(Month(2));
        team.Follow(Year(0) with { EndsWithPeriod = true });
        Assert.Equal(Month(3), Debiting.ResetsAt(team.Account));

        team.ClockSays(Month(11));
        Assert.Equal((300, (DateTimeOffset?)null), (team.Account.Remaining.Count, Debiting.ResetsAt(team.Account)));

        team.ClockSays(Month(12));
        Assert.Equal((TeamStatus.Canceled, Month(12), 0), (team.Account.Status, team.Account.Cycle.Start, team.Account.Remaining.Count));
    }

    [Fact]
    public void A_cancellation_that_is_taken_back_is_as_if_it_had_not_been()
    {
        var team = Following();
        team.Follow(Year(0) with { EndsWithPeriod = true });
        team.ClockSays(Month(11));
        team.Follow(Year(0));

        team.ClockSays(Month(12));

        Assert.Equal((TeamStatus.Active, 300), (team.Account.Status, team.Account.Remaining.Count));
    }

    [Fact]
    public void A_team_that_went_into_its_year_with_one_cycle_goes_on_by_the_month()
    {
        var team = TeamBook.InTrial(Start.AddHours(-1));
        team.PassTime(TimeSpan.FromHours(1));
        team.Follow(Year(0) with { IsMonthly = true });
        team.ClockSays(Month(4).AddDays(1));
        team.Spend();
        Assert.Equal(299, team.Account.Remaining.Count);

        team.Follow(Year(0));
        Assert.Equal((Month(5), 299), (team.Account.Cycle.End, team.Account.Remaining.Count));
        team.ClockSays(Month(5));
        Assert.Equal(300, team.Account.Remaining.Count);
    }

    [Fact]
    public void Weeks_that_are_paid_for_go_on_with_the_month_they_lie_in()
    {
        var team = TeamBook.InTrial(Start.AddHours(-1));
        team.PassTime(TimeSpan.FromHours(1));
        for (var week = 0; week < 12; week++)
        {
            team.ClockSays(Start.AddDays(7 * week));
            team.Follow(Year(0) with { PeriodStart = Start.AddDays(7 * week), PeriodEnd = Start.AddDays(7 * (week + 1)) });
        }

        // Eleven weeks from 31 January are 18 April: after 28 February and 31 March.
        Assert.Equal((TeamStatus.Active, 3), (team.Account.Status, Allowances(team)));
        Assert.Equal(new Cycle(Month(2), Month(3)), team.Account.Cycle);
    }

    /// <summary>Whatever is told when, and however long nobody asks: never more than an allowance per month of what was paid for.</summary>
    [Fact]
    public void However_the_years_go_no_month_yields_two_allowances() =>
        Gen.Select(Gen.Int[1, 60 * 24], Gen.Bool, Gen.Bool, Gen.Bool).Array[1, 40].Sample(steps =>
        {
            var team = Following();
            var now = Start;
            foreach (var (hours, isPaid, isTold, isSpent) in steps)
            {
                now = now.AddHours(hours);
                team.ClockSays(now);
                if (isSpent)
                {
                    team.Spend();
                }

                var month = MonthAt(now);
                if (isTold)
                {
                    var seen = Year(month / 12) with { State = isPaid ? StripeState.Paid : StripeState.Overdue };
                    team.Follow(seen);
                    Assert.Equal(new Cycle(Month(month), Month(month + 1)), team.Account.Cycle);
                    Assert.Equal(isPaid ? TeamStatus.Active : TeamStatus.PastDue, team.Account.Status);
                    Assert.Empty(team.Follow(seen));
                }

                var starts = team.CycleStarts.Where(entry => entry.CycleStart >= Start).Select(entry => MonthAt(entry.CycleStart)).ToList();
                Assert.Equal(starts.Distinct().Order(), starts);
                Assert.True(starts[^1] <= month);
            }
        }, iter: 500);

    private static TeamBook Following()
    {
        var team = TeamBook.InTrial(Start.AddHours(-1));
        team.PassTime(TimeSpan.FromHours(1));
        team.Follow(Year(0));
        return team;
    }

    private static StripeSubscription Year(int year) => SubscriptionAtStripe.Subscribed(Start).Seen with
    {
        PeriodStart = Month(12 * year), PeriodEnd = Month(12 * (year + 1)), IsMonthly = false,
    };

    private static int Allowances(TeamBook team) => team.CycleStarts.Count(entry => entry.CycleStart >= Start);

    private static int MonthAt(DateTimeOffset instant)
    {
        var month = 0;
        while (Month(month + 1) <= instant)
        {
            month++;
        }

        return month;
    }

    /// <summary>31 January 2026, 9:30, and so many months later: on the last day where there is no 31st.</summary>
    private static DateTimeOffset Month(int months)
    {
        var (year, month) = (2026 + (months / 12), 1 + (months % 12));
        return new(year, month, Math.Min(31, DateTime.DaysInMonth(year, month)), 9, 30, 0, TimeSpan.Zero);
    }
}
