using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>A paid period that nobody confirmed: a team is not given its allowance for ever.</summary>
public sealed class UnconfirmedPeriodTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    [Fact]
    public void A_week_after_the_end_of_the_last_confirmed_period_the_pool_freezes_and_not_before()
    {
        var (team, stripe) = Following();
        team.Grant(1);
        var end = stripe.Seen.PeriodEnd;
        team.ClockSays(end);
        team.Spend();

        team.ClockSays(end + Patience - TimeSpan.FromMicroseconds(1));
        Assert.Equal(TeamStatus.Active, team.Account.Status);

        team.ClockSays(end + Patience);
        Assert.Equal((TeamStatus.PastDue, 299), (team.Account.Status, team.Account.Remaining.Count));
        Assert.Equal(new TeamEvent.PaymentChanged(Overdue: true, Unconfirmed: true), team.Entries[^1].Event);
        Assert.Equal([Bucket.Extra, null], new[] { team.Spend(), team.Spend() });
    }

    [Fact]
    public void A_confirmation_that_comes_later_thaws_what_was_left_and_gives_nothing_anew()
    {
        var (team, stripe) = Following();
        team.ClockSays(stripe.Seen.PeriodEnd);
        team.Spend();
        team.PassTime(TimeSpan.FromDays(10));

        team.Follow(stripe.At(team.Now));

        Assert.Equal((TeamStatus.Active, 299, 3), (team.Account.Status, team.Account.Remaining.Count, team.Allowances));
        Assert.Empty(team.Follow(stripe.Seen));
    }

    [Fact]
    public void A_year_without_a_word_is_one_allowance_and_then_none()
    {
        var (team, _) = Following();

        for (var day = 0; day < 400; day++)
        {
            team.PassTime(TimeSpan.FromDays(1));
        }

        Assert.Equal((TeamStatus.PastDue, 3), (team.Account.Status, team.Allowances));
    }

    [Fact]
    public void Who_slept_through_it_wakes_frozen_with_no_allowance_that_nobody_paid()
    {
        var (team, _) = Following();

        team.PassTime(TimeSpan.FromDays(400));

        Assert.Equal((TeamStatus.PastDue, 2), (team.Account.Status, team.Allowances));
    }

    [Fact]
    public void Every_confirmation_is_written_down_once()
    {
        var (team, stripe) = Following();
        team.ClockSays(stripe.Seen.PeriodEnd + TimeSpan.FromHours(1));

        var confirmed = Assert.IsType<TeamEvent.PeriodConfirmed>(Assert.Single(team.Follow(stripe.At(team.Now))));

        Assert.Equal(new PaidPeriod(stripe.Seen.PeriodEnd, stripe.Seen.PeriodEnd + Patience), confirmed.Period);
        Assert.Empty(team.Follow(stripe.Seen));
    }

    [Fact]
    public void A_period_that_ended_more_than_a_week_ago_confirms_nothing()
    {
        var (team, stripe) = Following();
        var stale = stripe.Seen;
        team.ClockSays(stale.PeriodEnd + Patience);

        Assert.Empty(team.Follow(stale));
        Assert.Equal(TeamStatus.PastDue, team.Account.Status);
    }

    [Fact]
    public void A_team_of_the_operators_needs_nobodys_word()
    {
        var team = TeamBook.Subscribed();
        team.Link("cus_1");

        team.PassTime(TimeSpan.FromDays(400));

        Assert.Equal(TeamStatus.Active, team.Account.Status);
    }

    [Fact]
    public void A_subscription_that_ends_with_its_period_ends_and_does_not_freeze()
    {
        var (team, stripe) = Following();
        team.Follow(stripe.Becomes(seen => seen with { EndsWithPeriod = true }));

        team.PassTime(TimeSpan.FromDays(60));

        Assert.Equal((TeamStatus.Canceled, stripe.Seen.PeriodEnd), (team.Account.Status, team.Account.Cycle.Start));
        Assert.DoesNotContain(team.Entries, entry => entry.Event is TeamEvent.PaymentChanged);
    }

    /// <summary>Their ledgers know of no confirmation: the period that runs when they are first read counts as paid.</summary>
    [Fact]
    public void A_team_from_before_confirmations_were_written_down_gets_the_week_from_its_next_boundary()
    {
        var (team, stripe) = Following();
        var before = new TeamAccount(TeamId.Parse("acme"));
        foreach (var entry in team.Entries.Where(entry => entry.Event is not TeamEvent.PeriodConfirmed).Select((entry, at) =>
            entry with { Balance = entry.Balance with { Version = at + 1 } }))
        {
            before.Replay(entry);
        }

        Assert.Null(before.Paid);
        var book = TeamBook.Of(before, team.Now);
        book.ClockSays(stripe.Seen.PeriodEnd + Patience - TimeSpan.FromHours(1));
        Assert.Equal((TeamStatus.Active, 300), (before.Status, before.Remaining.Count));

        book.PassTime(TimeSpan.FromHours(1));
        Assert.Equal(TeamStatus.PastDue, before.Status);
    }

    [Fact]
    public void Another_subscription_starts_with_its_own_period()
    {
        var (team, stripe) = Following();
        team.PassTime(TimeSpan.FromDays(20));
        team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Over }));
        Assert.Null(team.Account.Paid);

        team.Follow(stripe.ComeBack(team.Now));

        Assert.Equal(stripe.Seen.PeriodEnd, team.Account.Paid!.Until);
    }

    private static (TeamBook Team, SubscriptionAtStripe Stripe) Following()
    {
        var team = TeamBook.InTrial(TeamBook.Start - TimeSpan.FromHours(1));
        team.PassTime(TimeSpan.FromHours(1));
        var stripe = SubscriptionAtStripe.Subscribed(team.Now);
        team.Follow(stripe.Seen);
        return (team, stripe);
    }
}
