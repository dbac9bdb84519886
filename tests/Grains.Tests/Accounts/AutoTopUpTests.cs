using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class AutoTopUpTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    [Fact]
    public void It_starts_when_pool_and_extra_together_fall_below_the_threshold_and_not_at_it()
    {
        var team = Linked(pool: 5);
        team.Grant(1);
        team.SetAutoTopUp(threshold: 5);
        Assert.Null(team.StartAutoTopUp());

        team.Spend();
        Assert.Null(team.StartAutoTopUp());

        team.Spend();
        var attempt = team.StartAutoTopUp();
        Assert.Equal(("small", 100L, 1200L, "usd", "cus_1"), (attempt!.Pack, attempt.Credits.Count, attempt.Amount, attempt.Currency, attempt.Customer));
    }

    [Fact]
    public void It_is_off_unless_the_owner_set_it()
    {
        var team = Linked(pool: 1);
        team.Spend();

        Assert.Null(team.StartAutoTopUp());
    }

    [Fact]
    public void One_is_in_flight_at_a_time_until_it_is_bought()
    {
        var team = Low();
        var attempt = team.StartAutoTopUp()!;
        Assert.Null(team.StartAutoTopUp());
        Assert.Equal(attempt, team.Account.AutoTopUpInFlight);

        Assert.True(team.Buy(attempt));
        Assert.Null(team.Account.AutoTopUpInFlight);
        Assert.Equal((100, 1), (team.Account.Extra.Count, team.Account.AutoTopUpsThisCycle));
        Assert.False(team.Buy(attempt));
        Assert.Null(team.StartAutoTopUp());
    }

    [Fact]
    public void Somebody_elses_purchase_does_not_end_the_one_in_flight()
    {
        var team = Low();
        var attempt = team.StartAutoTopUp();

        team.Buy(new PackPurchase("cs_1", "small", new Credits(1), 1200, "usd"));

        Assert.Equal(attempt, team.Account.AutoTopUpInFlight);
    }

    [Fact]
    public void No_more_than_the_owner_allowed_start_in_a_cycle_failed_ones_included()
    {
        var team = Low();
        var attempts = new List<AutoTopUpAttempt>();
        while (team.StartAutoTopUp() is { } attempt)
        {
            attempts.Add(attempt);
            team.FailAutoTopUp(attempt.Id);
            Assert.Equal("card_declined", team.Account.AutoTopUpFailure);
            team.PassTime(Pause);
        }

        Assert.Equal((3, 3), (attempts.Count, attempts.Select(attempt => attempt.Id).Distinct(StringComparer.Ordinal).Count()));
    }

    [Fact]
    public void A_new_cycle_counts_anew_and_keeps_what_is_in_flight()
    {
        var team = Low(most: 1);
        var attempt = team.StartAutoTopUp()!;
        team.ClockSays(team.Account.Cycle.End!.Value);
        Assert.Equal((attempt, 0), (team.Account.AutoTopUpInFlight, team.Account.AutoTopUpsThisCycle));
        team.Spend();
        Assert.Null(team.StartAutoTopUp());

        team.FailAutoTopUp(attempt.Id);
        team.PassTime(Pause);
        Assert.NotNull(team.StartAutoTopUp());
    }

    [Fact]
    public void None_follows_a_failed_one_within_five_minutes_also_after_a_restart_and_with_new_terms()
    {
        var team = Low();
        var attempt = team.StartAutoTopUp()!;
        team.PassTime(TimeSpan.FromDays(3));
        team.FailAutoTopUp(attempt.Id);
        team.SetAutoTopUp(threshold: 1, most: 5);

        team.PassTime(TimeSpan.FromSeconds(1));
        var restored = TeamAccount.FromSnapshot(TeamSnapshot.FromBytes(team.Account.ToSnapshot().ToBytes())!);
        var replayed = new TeamAccount(TeamId.Parse("acme"));
        team.Entries.ForEach(replayed.Replay);
        foreach (var account in new[] { team.Account, restored, replayed })
        {
            Assert.Null(ToppingUp.Start(account, team.Catalog, team.Now));
            Assert.Null(ToppingUp.Start(account, team.Catalog, team.Now + Pause - TimeSpan.FromSeconds(2)));
            Assert.NotNull(ToppingUp.Start(account, team.Catalog, team.Now + Pause - TimeSpan.FromSeconds(1)));
        }
    }

    [Fact]
    public void What_was_bought_forgets_that_the_one_before_failed()
    {
        var team = Low();
        team.FailAutoTopUp(team.StartAutoTopUp()!.Id);
        team.PassTime(Pause);
        team.Buy(team.StartAutoTopUp()!);

        Assert.Null(team.Account.AutoTopUpFailure);
    }

    [Fact]
    public void Setting_it_anew_leaves_what_is_in_flight_and_what_was_counted()
    {
        var team = Low(most: 1);
        var attempt = team.StartAutoTopUp()!;

        team.SetAutoTopUp(threshold: 1, most: 1);

        Assert.Equal((attempt, 1), (team.Account.AutoTopUpInFlight, team.Account.AutoTopUpsThisCycle));
        team.FailAutoTopUp(attempt.Id);
        Assert.Null(team.StartAutoTopUp());
    }

    [Fact]
    public void Nothing_starts_without_somebody_to_charge()
    {
        var team = TeamBook.WithPool(1);
        team.SetAutoTopUp(threshold: 1);
        team.Spend();

        Assert.Null(team.StartAutoTopUp());
    }

    [Fact]
    public void Nothing_starts_for_a_team_that_could_not_spend_it()
    {
        var trial = TeamBook.InTrial();
        trial.Follow(SubscriptionAtStripe.Subscribed(trial.Now, StripeState.NotStarted).Seen);
        trial.SetAutoTopUp(threshold: 50);
        trial.PassTime(TimeSpan.FromDays(14));
        Assert.Null(trial.StartAutoTopUp());

        var canceled = Low();
        canceled.Cancel();
        canceled.ClockSays(canceled.Account.Cycle.End!.Value);
        Assert.Null(canceled.StartAutoTopUp());
    }

    [Fact]
    public void Nothing_starts_for_a_pack_that_is_no_longer_sold()
    {
        var team = Low();
        team.Catalog.Packs.Remove("small");

        Assert.Null(team.StartAutoTopUp());
    }

    [Fact]
    public void A_frozen_pool_counts_as_nothing()
    {
        var team = Linked(pool: 5);
        team.Grant(5);
        team.SetAutoTopUp(threshold: 6);
        Assert.Null(team.StartAutoTopUp());

        team.PaymentIs(overdue: true);
        Assert.NotNull(team.StartAutoTopUp());
    }

    [Theory]
    [InlineData(false, 12, "An automatic purchase was refunded.")]
    [InlineData(true, 14_400, "An automatic purchase was disputed.")]
    [InlineData(false, 1, "An automatic purchase was refunded.")]
    [InlineData(true, 11, "An automatic purchase was disputed.")]
    public void An_automatic_purchase_that_is_given_back_switches_them_off_and_says_why(bool isDispute, long amount, string why)
    {
        var team = Low();
        var attempt = team.StartAutoTopUp()!;
        team.Buy(attempt);
        var claim = new MoneyClaim("xx_1", isDispute, amount);

        team.Claim($"pi_{attempt.Id}", claim);
        Assert.Equal((null, why), (team.Account.AutoTopUp, team.Account.AutoTopUpStopped));

        // Once: who switches them on again is not overruled by the same news.
        team.SetAutoTopUp(threshold: 1);
        team.Claim($"pi_{attempt.Id}", claim);
        Assert.Equal((1, null), (team.Account.AutoTopUp!.Threshold.Count, team.Account.AutoTopUpStopped));
    }

    [Fact]
    public void A_dispute_of_what_was_refunded_already_switches_them_off_again()
    {
        var team = Low();
        var attempt = team.StartAutoTopUp()!;
        team.Buy(attempt);
        var refund = new MoneyClaim("ch_1", IsDispute: false, 1200);
        team.Claim($"pi_{attempt.Id}", refund);
        team.SetAutoTopUp(threshold: 1);

        team.Claim($"pi_{attempt.Id}", refund, new MoneyClaim("dp_1", IsDispute: true, 1200));

        Assert.Equal("An automatic purchase was disputed.", team.Account.AutoTopUpStopped);
        Assert.Equal(100, NaiveRules.ClaimsOn(team, $"pi_{attempt.Id}").Claimed);
    }

    [Fact]
    public void A_pack_that_somebody_bought_and_gave_back_leaves_them_on()
    {
        var team = Low();
        team.Buy(new PackPurchase("cs_1", "small", new Credits(100), 1200, "usd"));

        team.Claim("cs_1", new MoneyClaim("ch_1", IsDispute: false, 1200));

        Assert.NotNull(team.Account.AutoTopUp);
    }

    [Fact]
    public void What_holds_them_back_is_said()
    {
        var unpaid = TeamBook.WithPool(1);
        unpaid.SetAutoTopUp(threshold: 1);
        Assert.Equal(AutoTopUpHold.NobodyPaid, Hold(unpaid));

        var team = Linked(pool: 1);
        Assert.Null(Hold(team));
        team.SetAutoTopUp(threshold: 1, pack: "gone");
        Assert.Equal(AutoTopUpHold.PackNotSold, Hold(team));
        team.SetAutoTopUp(threshold: 1, most: 2);
        Assert.Null(Hold(team));

        team.Spend();
        team.FailAutoTopUp(team.StartAutoTopUp()!.Id);
        Assert.Equal(AutoTopUpHold.JustFailed, Hold(team));
        team.PassTime(Pause);
        Assert.Null(Hold(team));
        team.FailAutoTopUp(team.StartAutoTopUp()!.Id);
        Assert.Equal(AutoTopUpHold.MostReached, Hold(team));
    }

    [Fact]
    public void A_team_that_cannot_spend_is_held_back_and_one_whose_trial_goes_on_is_not()
    {
        var team = TeamBook.InTrial();
        team.Link("cus_1");
        team.SetAutoTopUp(threshold: 1);
        Assert.Null(Hold(team));

        team.PassTime(TimeSpan.FromDays(15));
        team.StartAutoTopUp();

        Assert.Equal(AutoTopUpHold.CannotSpend, Hold(team));
    }

    private static AutoTopUpHold? Hold(TeamBook team) => ToppingUp.Hold(team.Account, team.Catalog, team.Account.Now(team.Now));

    private static TeamBook Linked(int pool)
    {
        var team = TeamBook.WithPool(pool);
        team.Link("cus_1");
        return team;
    }

    private static TeamBook Low(int most = 3)
    {
        var team = Linked(pool: 1);
        team.SetAutoTopUp(threshold: 1, most: most);
        team.Spend();
        return team;
    }
}
