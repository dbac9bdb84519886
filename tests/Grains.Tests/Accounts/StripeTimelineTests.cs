using CsCheck;
using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>
/// Random lives of a subscription at Stripe. One team hears of every state once, when it has come about; another is told the
/// current state at any number of other moments as well. Both must come to the same.
/// </summary>
public sealed class StripeTimelineTests
{
    private static readonly Gen<Func<SubscriptionAtStripe, DateTimeOffset, StripeSubscription>> Change =
        Gen.Frequency<Func<SubscriptionAtStripe, DateTimeOffset, StripeSubscription>>(
            (2, Gen.Const<Func<SubscriptionAtStripe, DateTimeOffset, StripeSubscription>>((stripe, _) => stripe.Seen)),
            (3, Gen.Int[1, 6].Select(seats => Becoming(seen => seen with { Seats = seats }))),
            (3, Gen.OneOf(Gen.Const("lite"), Gen.Const("pro"), Gen.Const("max")).Select(plan => Becoming(seen => seen with { Plan = plan }))),
            (3, Gen.Const(Becoming(seen => seen with
            {
                State = seen.State == StripeState.Paid ? StripeState.Overdue : seen.State,
            }))),
            (4, Gen.Const<Func<SubscriptionAtStripe, DateTimeOffset, StripeSubscription>>((stripe, now) =>
                stripe.Seen.State == StripeState.Over ? stripe.ComeBack(now) : stripe.Pay(now))),
            (2, Gen.Bool.Select(ends => Becoming(seen => seen with { EndsWithPeriod = ends }))),
            (1, Gen.Const(Becoming(seen => seen with { State = StripeState.Over }))),
            (1, Gen.Const<Func<SubscriptionAtStripe, DateTimeOffset, StripeSubscription>>((stripe, now) =>
                stripe.Seen.State is StripeState.Paid ? stripe.ResetAnchor(now) : stripe.Seen)));

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[1, 20 * 24 * 60],
        Change,
        Gen.Int[0, 99].Array[0, 4],
        Gen.Int[0, 2],
        (minutes, change, moments, again) => new Step(TimeSpan.FromMinutes(minutes), change, [.. moments.Order()], again));

    [Theory]
    [InlineData(0)]
    [InlineData(-10)]
    [InlineData(10)]
    public void However_often_the_current_state_is_told_the_account_is_as_if_it_was_told_once(int oursAheadMinutes) =>
        Gen.Select(Gen.Bool, Steps.Array[1, 25]).Sample((free, steps) =>
        {
            var ours = TimeSpan.FromMinutes(oursAheadMinutes);
            var now = TeamBook.Start;
            var stripe = SubscriptionAtStripe.Subscribed(now, free ? StripeState.NotStarted : StripeState.Paid);
            var (once, often) = (TeamBook.InTrial(now + ours), TeamBook.InTrial(now + ours));
            foreach (var step in steps)
            {
                foreach (var percent in step.Moments)
                {
                    Tell(often, stripe, now + (step.Takes * (percent / 100.0)), ours);
                }

                now += step.Takes;
                Tell(once, stripe, now, ours);
                Tell(often, stripe, now, ours);
                step.Change(stripe, now);
                Tell(once, stripe, now, ours);
                for (var times = 0; times <= step.Again; times++)
                {
                    Tell(often, stripe, now, ours);
                }

                var isClear = !TakesForTheNext(once, stripe, ours) && !TakesForTheNext(often, stripe, ours);
                Assert.Equal(Standing(once, isClear), Standing(often, isClear));
                AssertFollows(often, stripe, ours);
            }
        }, iter: 3_000);

    /// <summary>
    /// News that never came: what the team did by itself meanwhile is never more than what Stripe charged for. (Only that it
    /// is over must come: a team that does not hear of it goes on until it asks, which it does at the end of the cycle.)
    /// </summary>
    [Fact]
    public void However_much_news_is_lost_no_period_yields_two_allowances() =>
        Gen.Select(Steps, Gen.Bool).Array[1, 25].Sample(steps =>
        {
            var now = TeamBook.Start;
            var stripe = SubscriptionAtStripe.Subscribed(now);
            var team = TeamBook.InTrial(now);
            foreach (var (step, isLost) in steps)
            {
                now += step.Takes;
                stripe.At(now);
                team.ClockSays(now);
                step.Change(stripe, now);
                if (!isLost || stripe.Seen.EndsWithPeriod || stripe.Seen.State == StripeState.Over)
                {
                    Tell(team, stripe, now, TimeSpan.Zero);
                }
            }

            Tell(team, stripe, now, TimeSpan.Zero);
            AssertFollows(team, stripe, TimeSpan.Zero);
        }, iter: 3_000);

    private static void Tell(TeamBook team, SubscriptionAtStripe stripe, DateTimeOffset now, TimeSpan ours)
    {
        var seen = stripe.At(now);
        team.ClockSays(now + ours);
        team.Follow(seen);
        // What was told at once is known at once; what it makes due is done on the next access.
        team.PassTime(TimeSpan.Zero);
        Assert.Empty(team.Follow(seen));
    }

    /// <summary>
    /// By our clock, which is ahead, its cycle began after the period that Stripe began meanwhile: nothing tells it from that period, and
    /// it has the credits that it began with. Only a team that heard of its subscription minutes before Stripe counted anew comes to this,
    /// and only with a clock on which no silo decides anything.
    /// </summary>
    private static bool TakesForTheNext(TeamBook team, SubscriptionAtStripe stripe, TimeSpan ours) =>
        team.Account.Cycle.Start > stripe.Seen.PeriodStart && team.Account.Cycle.Start - ours <= stripe.Seen.PeriodStart;

    private static object Standing(TeamBook team, bool isClear) => (
        team.Account.Status,
        team.Account.Subscription,
        team.Account.Cycle.End,
        isClear ? team.Account.Total : default,
        team.Account.Stripe);

    private static void AssertFollows(TeamBook team, SubscriptionAtStripe stripe, TimeSpan ours)
    {
        var starts = team.CycleStarts.Select(entry => entry.CycleStart).ToList();
        Assert.Equal(starts.Distinct().Order(), starts);
        var paidFor = team.Entries.Count(entry => entry.Event is TeamEvent.SubscriptionStarted
            || (entry.Event is TeamEvent.CycleStarted && team.Entries.Exists(before => before.Seq < entry.Seq && before.Event is TeamEvent.SubscriptionStarted)));
        // Where our clock is ahead, the team may be in a period that Stripe is about to begin, or is stopped from beginning.
        if (ours <= TimeSpan.Zero)
        {
            Assert.InRange(paidFor, 0, stripe.Periods);
        }

        var seen = stripe.Seen;
        if (ours == TimeSpan.Zero && seen.State is StripeState.Paid or StripeState.Overdue)
        {
            Assert.Equal(
                (seen.State == StripeState.Paid ? TeamStatus.Active : TeamStatus.PastDue, seen.PeriodEnd, seen.Plan, seen.Seats, seen.EndsWithPeriod),
                (team.Account.Status, team.Account.Cycle.End!.Value, team.Account.Subscription!.Plan, team.Account.Subscription.Seats, team.Account.Subscription.EndsWithCycle));
            Assert.True(team.Account.Total >= team.Account.Subscription.Allowance);
        }
    }

    private static Func<SubscriptionAtStripe, DateTimeOffset, StripeSubscription> Becoming(
        Func<StripeSubscription, StripeSubscription> change) => (stripe, _) => stripe.Becomes(change);

    private sealed record Step(
        TimeSpan Takes, Func<SubscriptionAtStripe, DateTimeOffset, StripeSubscription> Change, int[] Moments, int Again);
}
