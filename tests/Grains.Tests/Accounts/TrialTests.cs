using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class TrialTests
{
    private static readonly DateTimeOffset End = TeamBook.Start.AddDays(14);

    [Fact]
    public void The_fourteenth_day_is_the_last_and_ends_with_its_instant()
    {
        var team = TeamBook.InTrial();
        Assert.Equal((1, Bucket.Pool), (team.Account.Trial!.DayAt(team.Now), team.Spend()));

        team.ClockSays(End.AddMicroseconds(-1));
        Assert.Equal((14, Bucket.Pool), (team.Account.Trial.DayAt(team.Now), team.Spend()));
        Assert.Null(team.Refused("nobody").ResetsAt);

        team.ClockSays(End);
        Assert.Equal((TeamStatus.TrialEnded, End), (team.Account.Status, team.Account.Cycle.Start));
        Assert.Equal(RefusalReason.TrialEnded, team.Refused().Reason);
    }

    [Fact]
    public void Days_that_nobody_came_are_not_made_up_for()
    {
        var team = TeamBook.InTrial();

        team.PassTime(TimeSpan.FromDays(6.5));

        Assert.Equal((7, 10, 2), (team.Account.Trial!.DayAt(team.Now), team.Account.Remaining.Count, team.Allowances));
        Assert.Equal(new Cycle(TeamBook.Start.AddDays(6), TeamBook.Start.AddDays(7)), team.Account.Cycle);
    }

    [Fact]
    public void A_debit_in_flight_over_the_end_is_not_given_back_to_what_follows()
    {
        var team = TeamBook.InTrial();
        team.ClockSays(End.AddMilliseconds(-1));
        team.Spend();
        var debit = team.Entries[^1];
        team.ClockSays(End.AddMilliseconds(1));

        Assert.Equal(Credits.Zero, team.Reverse(debit)!.Amount);
        Assert.Equal((0, 0), (team.Account.Remaining.Count, team.Account.Balance.Used.Count));
        Assert.Equal(End.AddDays(-1), debit.CycleStart);
    }

    [Fact]
    public void Extra_waits_for_a_subscription_and_then_spends()
    {
        var team = TeamBook.InTrial();
        team.Grant(1);
        team.ClockSays(End.AddDays(100));
        Assert.Equal((RefusalReason.TrialEnded, 1), (team.Refused().Reason, (int)team.Refused().Extra.Count));

        team.Subscribe("tiny", seats: 1);

        Assert.Equal([.. Enumerable.Repeat<Bucket?>(Bucket.Pool, 5), Bucket.Extra, null], Enumerable.Range(0, 7).Select(_ => team.Spend()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(14 * 24)]
    public void Converting_ends_the_trial_at_once_and_starts_the_paid_cycle(int hours)
    {
        foreach (var byStripe in new[] { false, true })
        {
            var team = TeamBook.InTrial();
            team.Spend();
            var debit = team.Entries[^1];
            team.PassTime(TimeSpan.FromHours(hours));

            if (byStripe)
            {
                team.Follow(SubscriptionAtStripe.Subscribed(team.Now).Seen);
            }
            else
            {
                team.Subscribe();
            }

            Assert.Equal((TeamStatus.Active, 300, 300), (team.Account.Status, team.Account.Total.Count, team.Account.Remaining.Count));
            Assert.Null(team.Account.Trial);
            Assert.Equal(TeamBook.Start.AddHours(hours).AddMonths(1), team.Account.Cycle.End!.Value, TimeSpan.FromDays(3));
            Assert.Equal(0, team.Account.Balance.Used.Count);
            Assert.Equal(Credits.Zero, team.Reverse(debit)!.Amount);
            Assert.Equal(300, team.Account.Remaining.Count);
        }
    }

    [Fact]
    public void Stripes_trial_and_its_free_invoice_grant_nothing_and_leave_the_days_as_they_are()
    {
        var team = TeamBook.InTrial();
        team.Spend();
        var stripe = SubscriptionAtStripe.Subscribed(team.Now, StripeState.NotStarted);

        team.Follow(stripe.Seen);
        team.Follow(stripe.Seen);

        Assert.Equal((TeamStatus.Trialing, 10, 9), (team.Account.Status, team.Account.Total.Count, team.Account.Remaining.Count));
        Assert.Equal((1, "sub_1"), (team.Allowances, team.Account.Stripe!.Subscription));

        team.ClockSays(End);
        Assert.Empty(team.Follow(stripe.Seen));
        Assert.Equal(TeamStatus.TrialEnded, team.Account.Status);
    }

    [Fact]
    public void A_trial_that_stripe_gives_up_on_goes_on_by_itself()
    {
        var team = TeamBook.InTrial();
        var stripe = SubscriptionAtStripe.Subscribed(team.Now, StripeState.NotStarted);
        team.Follow(stripe.Seen);

        team.Follow(stripe.Seen with { State = StripeState.Over });

        Assert.Equal((TeamStatus.Trialing, 10), (team.Account.Status, team.Account.Remaining.Count));
        Assert.Null(team.Account.Stripe!.Subscription);
    }
}
