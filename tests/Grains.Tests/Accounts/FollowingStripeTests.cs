using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class FollowingStripeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Whatever_was_said_before_changes_nothing_when_it_is_said_again()
    {
        var (team, stripe) = Following();
        var entries = team.Entries.Count;

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Empty(team.Follow(stripe.Seen)));
        Assert.Equal(entries, team.Entries.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 5)]
    [InlineData(60, 60)]
    [InlineData(0, -5)]
    public void A_period_that_the_team_went_into_by_itself_is_confirmed_or_corrected_but_not_granted_again(int startsLater, int endsLater)
    {
        var (team, stripe) = Following();
        var (start, end) = (stripe.Seen.PeriodEnd, TeamBook.Start.AddMonths(2));
        team.ClockSays(start);
        team.Spend();
        team.ClockSays(start + (2 * Hour));
        var period = stripe.Seen with { PeriodStart = start.AddMinutes(startsLater), PeriodEnd = end.AddMinutes(endsLater) };

        team.Follow(period);
        team.Follow(period);

        Assert.Equal(new Cycle(start, end.AddMinutes(endsLater)), team.Account.Cycle);
        Assert.Equal((300, 299, 3), (team.Account.Total.Count, team.Account.Remaining.Count, team.Allowances));
    }

    [Fact]
    public void A_corrected_end_is_where_the_next_cycle_begins()
    {
        var (team, stripe) = Following();
        var end = stripe.Seen.PeriodEnd + Hour;
        team.Follow(stripe.Seen with { PeriodEnd = end });

        team.ClockSays(end.AddMicroseconds(-1));
        team.Spend();
        Assert.Equal(stripe.Seen.PeriodStart, team.Entries[^1].CycleStart);

        team.ClockSays(end);
        Assert.Equal(new Cycle(end, TeamBook.Start.AddMonths(2)), team.Account.Cycle);
    }

    [Fact]
    public void The_period_that_is_over_at_stripe_does_not_end_the_one_the_team_is_in()
    {
        var (team, stripe) = Following();
        team.ClockSays(stripe.Seen.PeriodEnd);
        var cycle = team.Account.Cycle;

        Assert.Empty(team.Follow(stripe.Seen));
        Assert.Equal(cycle, team.Account.Cycle);
    }

    [Fact]
    public void The_next_period_told_before_our_clock_is_there_waits_for_our_clock()
    {
        var (team, stripe) = Following();
        var end = stripe.Seen.PeriodEnd;
        team.ClockSays(end.AddMinutes(-1));
        team.Spend();

        Assert.IsType<TeamEvent.PeriodConfirmed>(Assert.Single(team.Follow(stripe.At(end))));
        Assert.Equal((TeamBook.Start, end), (team.Account.Cycle.Start, team.Account.Cycle.End));

        team.ClockSays(end);
        Assert.Equal((300, 3), (team.Account.Remaining.Count, team.Allowances));
        Assert.Empty(team.Follow(stripe.Seen));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-10)]
    [InlineData(10)]
    public void A_new_anchor_within_a_cycle_is_a_new_cycle_whichever_clock_is_ahead(int ours)
    {
        var (team, stripe) = Following();
        team.PassTime(TimeSpan.FromDays(9));
        team.Spend();
        var debit = team.Entries[^1];
        var reset = stripe.ResetAnchor(team.Now.AddMinutes(-ours) + Hour);
        team.PassTime(Hour);

        team.Follow(reset);
        Assert.Equal((300, 0, 3), (team.Account.Remaining.Count, team.Account.Balance.Used.Count, team.Allowances));
        Assert.Equal((reset.PeriodEnd, reset.Anchor), (team.Account.Cycle.End, team.Account.Subscription!.Anchor));

        team.PassTime(Hour);
        Assert.Empty(team.Follow(reset));
        Assert.Equal(Credits.Zero, team.Reverse(debit)!.Amount);
    }

    [Fact]
    public void A_first_period_that_begins_ahead_of_our_clock_begins_now()
    {
        var team = TeamBook.InTrial();
        team.PassTime(Hour);
        var stripe = SubscriptionAtStripe.Subscribed(team.Now.AddMinutes(10));

        team.Follow(stripe.Seen);
        Assert.Equal(new Cycle(team.Now, stripe.Seen.PeriodEnd), team.Account.Cycle);

        team.PassTime(Hour);
        Assert.Empty(team.Follow(stripe.Seen));
        Assert.Equal(2, team.Allowances);
    }

    [Fact]
    public void Seats_and_plans_change_at_stripe_as_they_do_here()
    {
        var (team, stripe) = Following();
        team.Spend();

        team.Follow(stripe.Becomes(seen => seen with { Plan = "pro", Seats = 2 }));
        Assert.Equal((500, 499), (team.Account.Total.Count, team.Account.Remaining.Count));

        team.Follow(stripe.Becomes(seen => seen with { Plan = "lite", Seats = 1 }));
        Assert.Equal(500, team.Account.Total.Count);

        team.ClockSays(stripe.Seen.PeriodEnd + Hour);
        team.Follow(stripe.At(team.Now));
        Assert.Equal((100, 3), (team.Account.Total.Count, team.Allowances));
    }

    [Fact]
    public void An_overdue_payment_freezes_the_pool_and_paying_thaws_it_as_it_was()
    {
        var (team, stripe) = Following();
        team.Grant(1);
        team.Spend();

        team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Overdue }));
        Assert.Equal((TeamStatus.PastDue, 299), (team.Account.Status, team.Account.Remaining.Count));
        Assert.Equal([Bucket.Extra, null], new[] { team.Spend(), team.Spend() });

        team.Follow(stripe.Pay(team.Now));
        Assert.Equal((TeamStatus.Active, 299, Bucket.Pool), (team.Account.Status, team.Account.Remaining.Count, team.Spend()));
    }

    [Fact]
    public void A_renewal_that_is_not_paid_is_one_frozen_allowance_that_paying_thaws()
    {
        var (team, stripe) = Following();
        team.Spend();
        team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Overdue }));
        team.ClockSays(stripe.Seen.PeriodEnd + Hour);
        Assert.Equal((299, 2), (team.Account.Remaining.Count, team.Allowances));

        team.Follow(stripe.At(team.Now));
        team.Follow(stripe.Seen);
        Assert.Equal((TeamStatus.PastDue, 300, 3), (team.Account.Status, team.Account.Remaining.Count, team.Allowances));
        Assert.Equal(RefusalReason.PaymentPastDue, team.Refused().Reason);

        team.Follow(stripe.Pay(team.Now));
        Assert.Equal((TeamStatus.Active, 300, 3), (team.Account.Status, team.Account.Remaining.Count, team.Allowances));
        Assert.Equal((stripe.Seen.PeriodStart, stripe.Seen.PeriodEnd), (team.Account.Cycle.Start, team.Account.Cycle.End));
    }

    [Fact]
    public void A_renewal_that_fails_after_the_team_went_into_it_freezes_what_is_left()
    {
        var (team, stripe) = Following();
        team.ClockSays(stripe.Seen.PeriodEnd);
        team.Spend();
        team.PassTime(Hour);
        stripe.At(team.Now);

        team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Overdue }));
        Assert.Equal((TeamStatus.PastDue, 299), (team.Account.Status, team.Account.Remaining.Count));

        team.Follow(stripe.Pay(team.Now));
        Assert.Equal((TeamStatus.Active, 299, 3), (team.Account.Status, team.Account.Remaining.Count, team.Allowances));
    }

    [Fact]
    public void Two_renewals_that_were_missed_while_overdue_are_one_allowance()
    {
        var (team, stripe) = Following();
        team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Overdue }));
        team.PassTime(TimeSpan.FromDays(75));
        stripe.At(team.Now);

        team.Follow(stripe.Pay(team.Now));

        Assert.Equal((300, 3), (team.Account.Remaining.Count, team.Allowances));
        Assert.Equal((stripe.Seen.PeriodStart, stripe.Seen.PeriodEnd), (team.Account.Cycle.Start, team.Account.Cycle.End));
    }

    [Fact]
    public void Paying_late_what_was_due_before_the_period_ended_leads_into_the_next_one()
    {
        var (team, stripe) = Following();
        team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Overdue }));
        team.ClockSays(stripe.Seen.PeriodEnd.AddMinutes(1));

        // Paid, but Stripe has not yet begun the period that our clock is in.
        team.Follow(stripe.Pay(team.Now));
        team.PassTime(TimeSpan.Zero);

        Assert.Equal((TeamStatus.Active, stripe.Seen.PeriodEnd, 3), (team.Account.Status, team.Account.Cycle.Start, team.Allowances));
        Assert.IsType<TeamEvent.PeriodConfirmed>(Assert.Single(team.Follow(stripe.At(team.Now))));
    }

    [Fact]
    public void Over_is_over_at_once_and_the_operator_may_subscribe_the_team_again()
    {
        var (team, stripe) = Following();
        team.Grant(2);
        team.PassTime(Hour);

        team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Over }));
        Assert.Equal((TeamStatus.Canceled, 0, 2), (team.Account.Status, team.Account.Remaining.Count, team.Account.Extra.Count));
        Assert.Equal(new StripeLink("cus_1", null), team.Account.Stripe);
        Assert.Empty(team.Follow(stripe.Seen));

        Assert.Null(team.Subscribe("pro", seats: 1));
        Assert.Equal((TeamStatus.Active, 250, 2), (team.Account.Status, team.Account.Remaining.Count, team.Account.Extra.Count));
    }

    [Fact]
    public void Canceling_with_the_period_ends_with_it_whether_or_not_stripe_says_so_in_time()
    {
        var (team, stripe) = Following();
        team.Follow(stripe.Becomes(seen => seen with { EndsWithPeriod = true }));
        var end = stripe.Seen.PeriodEnd;
        team.ClockSays(end);
        Assert.Equal((TeamStatus.Canceled, end), (team.Account.Status, team.Account.Cycle.Start));

        team.ClockSays(end.AddDays(1));
        Assert.IsType<TeamEvent.StripeLinked>(Assert.Single(team.Follow(stripe.At(team.Now))));
        Assert.Equal((TeamStatus.Canceled, 2), (team.Account.Status, team.Allowances));
    }

    /// <summary>Stripe's clock is behind ours: to it the last period still runs.</summary>
    [Fact]
    public void What_ended_here_by_itself_is_not_started_again_by_the_period_that_ended()
    {
        var (team, stripe) = Following();
        team.Follow(stripe.Becomes(seen => seen with { EndsWithPeriod = true }));
        team.ClockSays(stripe.Seen.PeriodEnd);

        Assert.Empty(team.Follow(stripe.Seen));
        Assert.Equal((TeamStatus.Canceled, 2), (team.Account.Status, team.Allowances));

        // Taken back in the last moment: the next period is what the team comes back with.
        stripe.Becomes(seen => seen with { EndsWithPeriod = false });
        Assert.Empty(team.Follow(stripe.Seen));
        team.Follow(stripe.At(team.Now));
        Assert.Equal((TeamStatus.Active, 300, 3), (team.Account.Status, team.Account.Remaining.Count, team.Allowances));
        Assert.Equal(stripe.Seen.PeriodEnd, team.Account.Cycle.End);
    }

    [Fact]
    public void Another_subscription_that_is_over_changes_nothing()
    {
        var (team, stripe) = Following();
        var first = stripe.Seen;
        team.PassTime(Hour);
        team.Follow(stripe.ComeBack(team.Now));

        Assert.Empty(team.Follow(first with { State = StripeState.Over }));
        Assert.Equal((TeamStatus.Active, "sub_2"), (team.Account.Status, team.Account.Stripe!.Subscription));
    }

    /// <summary>A second checkout that is never paid must neither end nor take over what is paid for.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_subscription_that_never_starts_leaves_the_one_that_runs_alone(bool runsAtStripe)
    {
        var team = runsAtStripe ? Following().Team : TeamBook.Subscribed();
        var link = team.Account.Stripe;
        var unpaid = SubscriptionAtStripe.Subscribed(team.Now, StripeState.NotStarted).Seen with { Id = "sub_9" };

        Assert.Empty(team.Follow(unpaid));
        Assert.Empty(team.Follow(unpaid with { State = StripeState.Over }));

        Assert.Equal((TeamStatus.Active, link), (team.Account.Status, team.Account.Stripe));
    }

    [Fact]
    public void Coming_back_at_stripe_at_the_instant_of_ending_is_a_new_cycle()
    {
        var (team, stripe) = Following();
        team.Spend();
        var debit = team.Entries[^1];
        team.Follow(stripe.Becomes(seen => seen with { EndsWithPeriod = true }));
        team.ClockSays(stripe.Seen.PeriodEnd);
        team.Follow(stripe.At(team.Now));

        team.Follow(stripe.ComeBack(team.Now));

        Assert.Equal((TeamStatus.Active, 300), (team.Account.Status, team.Account.Remaining.Count));
        Assert.True(team.Account.Cycle.Start > team.CycleStarts.SkipLast(1).Last().CycleStart);
        Assert.Equal(Credits.Zero, team.Reverse(debit)!.Amount);
    }

    private static (TeamBook Team, SubscriptionAtStripe Stripe) Following()
    {
        var team = TeamBook.InTrial(TeamBook.Start - Hour);
        team.PassTime(Hour);
        var stripe = SubscriptionAtStripe.Subscribed(team.Now);
        team.Follow(stripe.Seen);
        return (team, stripe);
    }
}
