using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class SubscribingTests
{
    [Fact]
    public void Up_down_up_within_a_cycle_never_yields_more_than_the_highest_allowance_held_in_it()
    {
        var team = TeamBook.Subscribed("lite", seats: 2);
        team.Spend();

        Assert.Equal([300, 300, 500, 500, 500], new[] { 3, 1, 5, 2, 4 }.Select(seats =>
        {
            team.SetSeats(seats);
            return team.Account.Total.Count;
        }));
        Assert.Equal(499, team.Account.Remaining.Count);

        team.ClockSays(team.Account.Cycle.End!.Value);
        Assert.Equal((400, 400), (team.Account.Total.Count, team.Account.Remaining.Count));
    }

    [Fact]
    public void A_dearer_plan_counts_at_once_and_a_cheaper_one_from_renewal()
    {
        var team = TeamBook.Subscribed("lite", seats: 2);
        team.Spend();

        team.Subscribe("max", seats: 2);
        Assert.Equal((1000, 999), (team.Account.Total.Count, team.Account.Remaining.Count));

        team.Subscribe("pro", seats: 2);
        Assert.Equal(("pro", 1000), (team.Account.Subscription!.Plan, team.Account.Total.Count));

        team.ClockSays(team.Account.Cycle.End!.Value);
        Assert.Equal((500, 0), (team.Account.Total.Count, team.Account.Balance.Used.Count));
    }

    [Fact]
    public void An_upgrade_of_an_empty_pool_leaves_the_difference_to_spend()
    {
        var team = TeamBook.WithPool(2);
        team.Spend();
        team.Spend();
        Assert.Equal(RefusalReason.CreditsExhausted, team.Refused().Reason);

        team.SetSeats(2);

        Assert.Equal((4, 2, 2), (team.Account.Total.Count, team.Account.Remaining.Count, team.Account.Balance.Used.Count));
        Assert.Equal([Bucket.Pool, Bucket.Pool, null], Enumerable.Range(0, 3).Select(_ => team.Spend()));
    }

    [Fact]
    public void A_downgrade_takes_back_nothing_that_was_used()
    {
        var team = TeamBook.WithPool(5);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal(Bucket.Pool, team.Spend()));

        team.Catalog.Plans["mini"] = new CatalogPlan { CreditsPerSeat = 1 };
        team.Subscribe("mini", seats: 1);

        Assert.Equal((5, 1), (team.Account.Total.Count, team.Account.Remaining.Count));
        team.ClockSays(team.Account.Cycle.End!.Value);
        Assert.Equal((1, 1), (team.Account.Total.Count, team.Account.Remaining.Count));
    }

    [Fact]
    public void Saying_the_same_twice_writes_nothing()
    {
        var team = TeamBook.Subscribed();
        team.Cancel();
        var entries = team.Entries.Count;

        team.Cancel();
        Assert.Equal(entries, team.Entries.Count);

        team.Subscribe();
        team.Subscribe();
        Assert.Equal(entries + 1, team.Entries.Count);
    }

    [Fact]
    public void What_was_paid_for_is_used_up_before_a_cancellation_ends_it()
    {
        var team = TeamBook.Subscribed();
        team.Cancel();
        Assert.Null(team.Account.Status == TeamStatus.Active ? team.Refused("nobody").ResetsAt : team.Now);

        team.ClockSays(team.Account.Cycle.End!.Value.AddMicroseconds(-1));
        Assert.Equal(Bucket.Pool, team.Spend());

        var end = team.Account.Cycle.End!.Value;
        team.ClockSays(end.AddDays(300));
        Assert.Equal((TeamStatus.Canceled, new Cycle(end, End: null)), (team.Account.Status, team.Account.Cycle));
        Assert.Equal(RefusalReason.SubscriptionCanceled, team.Refused().Reason);
        Assert.Equal(1, team.Allowances);
    }

    [Fact]
    public void A_cancellation_is_taken_back_while_the_cycle_lasts()
    {
        var team = TeamBook.Subscribed();
        team.Cancel();

        Assert.Null(team.Subscribe());

        team.ClockSays(team.Account.Cycle.End!.Value);
        Assert.Equal((TeamStatus.Active, 300), (team.Account.Status, team.Account.Remaining.Count));
    }

    /// <summary>A cycle is known by its start, so coming back at an earlier cycle's start must not be that cycle again.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(3_600_000, true)]
    [InlineData(40L * 24 * 3_600_000, false)]
    [InlineData(40L * 24 * 3_600_000, true)]
    public void Coming_back_is_a_new_cycle_even_at_the_instant_of_ending_and_with_the_anchor_of_before(long afterMs, bool sameAnchor)
    {
        var team = TeamBook.Subscribed(anchor: TeamBook.Start);
        team.Grant(1);
        team.Spend();
        var debit = team.Entries[^1];
        team.Cancel();
        var end = team.Account.Cycle.End!.Value;
        team.ClockSays(end);
        team.ClockSays(end.AddMilliseconds(afterMs));

        Assert.Null(team.Subscribe("pro", seats: 1, sameAnchor ? TeamBook.Start : null));

        Assert.Equal((TeamStatus.Active, 250, 1), (team.Account.Status, team.Account.Remaining.Count, team.Account.Extra.Count));
        AssertEveryCycleStartsLaterThanTheLast(team);
        Assert.Equal(Credits.Zero, team.Reverse(debit)!.Amount);
        Assert.Equal(250, team.Account.Remaining.Count);
        Assert.False(team.Account.Cycle.IsOverAt(team.Now));
    }

    [Fact]
    public void Coming_and_going_at_one_and_the_same_instant_never_meets_a_cycle_again()
    {
        var team = TeamBook.InTrial();
        var stripe = SubscriptionAtStripe.Subscribed(team.Now);
        for (var times = 0; times < 5; times++)
        {
            team.Follow(stripe.Seen);
            team.Spend();
            var debit = team.Entries[^1];
            team.Follow(stripe.Becomes(seen => seen with { State = StripeState.Over }));
            Assert.Equal(Credits.Zero, team.Reverse(debit)!.Amount);
            stripe.ComeBack(team.Now);
        }

        AssertEveryCycleStartsLaterThanTheLast(team);
        Assert.All(team.Entries, entry => Assert.Equal(TeamBook.Start, entry.At));
    }

    [Fact]
    public void An_anchor_may_be_in_the_past_or_the_future_but_a_first_cycle_begins_now()
    {
        foreach (var days in new[] { -400, -10, 10, 400 })
        {
            var team = TeamBook.InTrial();
            team.PassTime(TimeSpan.FromHours(1));

            team.Subscribe(anchor: TeamBook.Start.AddDays(days));

            Assert.Equal(team.Now, team.Account.Cycle.Start);
            Assert.InRange(team.Account.Cycle.End!.Value, team.Now.AddMicroseconds(1), team.Now.AddDays(31));
            Assert.Equal(1 + 1, team.Allowances);
        }
    }

    [Fact]
    public void A_running_subscriptions_anchor_is_fixed()
    {
        var team = TeamBook.Subscribed(anchor: TeamBook.Start);

        Assert.Equal(new SubscribeOutcome.AnchorIsFixed(TeamBook.Start), team.Subscribe(anchor: TeamBook.Start.AddDays(1)));
        Assert.Null(team.Subscribe(anchor: TeamBook.Start));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_reason()
    {
        var team = TeamBook.InTrial();
        Assert.Equal("gold", Assert.IsType<SubscribeOutcome.UnknownPlan>(team.Subscribe("gold")).Plan);
        Assert.Equal(new SubscribeOutcome.NoSubscription(), team.Cancel());

        team.Follow(SubscriptionAtStripe.Subscribed(team.Now).Seen);
        Assert.Equal(new SubscribeOutcome.ManagedByStripe(), team.Subscribe());
        Assert.Equal(new SubscribeOutcome.ManagedByStripe(), team.Cancel());
    }

    private static void AssertEveryCycleStartsLaterThanTheLast(TeamBook team)
    {
        var starts = team.CycleStarts.Select(entry => entry.CycleStart).ToList();
        Assert.Equal(starts.Distinct().Order(), starts);
    }
}
