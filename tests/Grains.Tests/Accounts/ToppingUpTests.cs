using CsCheck;
using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class ToppingUpTests
{
    private static readonly PackPurchase Pack = new("cs_1", "small", new Credits(100), Amount: 1200, "usd");

    [Fact]
    public void A_pack_is_credited_once_however_often_its_payment_is_told()
    {
        var team = TeamBook.Subscribed();

        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(_ => team.Buy(Pack)));
        Assert.Equal((100, 300), (team.Account.Extra.Count, team.Account.Remaining.Count));

        Assert.True(team.Buy(Pack with { Id = "cs_2" }));
        Assert.Equal(200, team.Account.Extra.Count);
    }

    [Fact]
    public void Extra_outlives_cycles_and_whatever_becomes_of_the_subscription()
    {
        var team = TeamBook.WithPool(1);
        team.Buy(Pack);
        team.PassTime(TimeSpan.FromDays(400));
        team.Cancel();
        team.PassTime(TimeSpan.FromDays(400));
        Assert.Equal((TeamStatus.Canceled, 100), (team.Account.Status, team.Account.Extra.Count));

        team.Subscribe("tiny", seats: 1);
        Assert.Equal([Bucket.Pool, Bucket.Extra], new[] { team.Spend(), team.Spend() });
        Assert.Equal(99, team.Account.Extra.Count);
    }

    [Fact]
    public void Two_partial_refunds_and_a_lost_dispute_take_what_is_left_and_record_what_is_missing()
    {
        var team = WithExtra(spent: 70);

        Assert.Equal((25, 0), TakenAndMissing(team.Claim("cs_1", Refund(300))));
        Assert.Equal((5, 20), TakenAndMissing(team.Claim("cs_1", Refund(600))));
        Assert.Equal((0, 50), TakenAndMissing(team.Claim("cs_1", Refund(600), Dispute(600))));

        Assert.Equal(0, team.Account.Extra.Count);
        Assert.Equal((100, 30), NaiveRules.ClaimsOn(team, "cs_1"));
    }

    [Fact]
    public void A_shortfall_is_not_asked_for_again_when_there_is_extra_again()
    {
        var team = WithExtra(spent: 100);
        team.Claim("cs_1", Refund(1200));
        team.Grant(40);

        Assert.Empty(team.Claim("cs_1", Refund(1200)));
        Assert.Equal(40, team.Account.Extra.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(100)]
    public void A_dispute_that_is_won_gives_back_what_it_took_and_no_more(int spent)
    {
        var team = WithExtra(spent);
        Assert.Equal((100 - spent, spent), TakenAndMissing(team.Claim("cs_1", Dispute(1200))));
        Assert.Equal(0, team.Account.Extra.Count);

        Assert.Equal((spent - 100, 0), TakenAndMissing(team.Claim("cs_1", Dispute(0))));

        Assert.Equal(100 - spent, team.Account.Extra.Count);
        Assert.Equal((0, 0), NaiveRules.ClaimsOn(team, "cs_1"));
        Assert.Empty(team.Claim("cs_1", Dispute(0)));
    }

    [Fact]
    public void A_refund_that_fails_lets_go_of_its_part()
    {
        var team = WithExtra(spent: 60);
        Assert.Equal((40, 35), TakenAndMissing(team.Claim("cs_1", Refund(900))));

        // Of three quarters a half remains: extra had given less than that.
        Assert.Equal((0, 0), TakenAndMissing(team.Claim("cs_1", Refund(600))));
        Assert.Equal((-15, 0), TakenAndMissing(team.Claim("cs_1", Refund(300))));
        Assert.Equal((-25, 0), TakenAndMissing(team.Claim("cs_1", Refund(0))));
        Assert.Equal(40, team.Account.Extra.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(11, 0)]
    [InlineData(12, 1)]
    [InlineData(23, 1)]
    [InlineData(1199, 99)]
    [InlineData(1200, 100)]
    [InlineData(5000, 100)]
    public void A_share_of_the_money_claims_whole_credits_rounded_down_and_never_more_than_the_pack(long refunded, long claimed)
    {
        var team = WithExtra(spent: 0);

        team.Claim("cs_1", Refund(refunded));

        Assert.Equal((claimed, claimed), NaiveRules.ClaimsOn(team, "cs_1"));
    }

    [Fact]
    public void A_pack_that_cost_nothing_is_claimed_by_nothing()
    {
        var team = TeamBook.Subscribed();
        team.Buy(Pack with { Amount = 0 });

        Assert.Empty(team.Claim("cs_1", Refund(0), Dispute(0)));
        Assert.Equal(100, team.Account.Extra.Count);
    }

    [Fact]
    public void The_largest_amounts_and_packs_are_shared_out_exactly()
    {
        var team = TeamBook.Subscribed();
        team.Buy(Pack with { Credits = new Credits(Catalog.MostCredits), Amount = long.MaxValue });

        team.Claim("cs_1", Refund(long.MaxValue / 2));

        Assert.Equal((Catalog.MostCredits / 2) - 1, NaiveRules.ClaimsOn(team, "cs_1").Claimed);
    }

    [Fact]
    public void The_same_claims_again_and_claims_of_nothing_write_nothing()
    {
        var team = WithExtra(spent: 10);
        Assert.Empty(team.Claim("cs_1"));
        team.Claim("cs_1", Refund(600), Dispute(300));

        Assert.Empty(team.Claim("cs_1", Dispute(300), Refund(600)));
        Assert.Empty(team.Claim("cs_1", Refund(600), Dispute(300), Dispute(0) with { Id = "dp_2" }));
    }

    [Fact]
    public void What_is_refunded_of_one_pack_leaves_the_others_accounts_alone()
    {
        var team = WithExtra(spent: 0);
        team.Buy(Pack with { Id = "cs_2" });

        team.Claim("cs_1", Refund(1200));

        Assert.Equal(100, team.Account.Extra.Count);
        Assert.Empty(team.Account.Purchases["cs_2"].Claims);
    }

    [Fact]
    public void A_credit_that_was_spent_before_its_pack_was_refunded_pays_the_shortfall_when_it_comes_back()
    {
        var team = WithExtra(spent: 100);
        var debits = team.Entries.Where(entry => entry.Event is TeamEvent.Debited { Bucket: Bucket.Extra }).ToList();
        team.Claim("cs_1", Refund(24));
        Assert.Equal((2, 0), NaiveRules.ClaimsOn(team, "cs_1"));

        Assert.Equal(Credits.One, team.Reverse(debits[0])!.Amount);
        Assert.Equal((0, 1), (team.Account.Extra.Count, NaiveRules.ClaimsOn(team, "cs_1").Taken));
        team.Reverse(debits[1]);
        Assert.Equal((0, 2), (team.Account.Extra.Count, NaiveRules.ClaimsOn(team, "cs_1").Taken));

        // It is paid: the next one stays.
        team.Reverse(debits[2]);
        Assert.Equal((1, 2), (team.Account.Extra.Count, NaiveRules.ClaimsOn(team, "cs_1").Taken));
        Assert.Empty(team.Claim("cs_1", Refund(24)));
    }

    [Fact]
    public void A_credit_of_another_time_pays_no_shortfall_of_a_pack()
    {
        var team = TeamBook.WithPool(1);
        team.Grant(1);
        team.Spend();
        team.Spend();
        var before = team.Entries[^1];
        team.Buy(Pack);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(Bucket.Extra, team.Spend()));
        team.Claim("cs_1", Refund(1200));
        team.Grant(1);
        team.Spend();
        var after = team.Entries[^1];

        team.Reverse(before);
        team.Reverse(after);

        Assert.Equal((2, 0), (team.Account.Extra.Count, NaiveRules.ClaimsOn(team, "cs_1").Taken));
    }

    [Fact]
    public void A_dispute_in_another_currency_is_about_the_whole_pack()
    {
        var team = WithExtra(spent: 0);

        team.Claim("cs_1", Dispute(5) with { Currency = "usd" });
        Assert.Equal(100, team.Account.Extra.Count);
        team.Claim("cs_1", Dispute(5) with { Currency = "jpy" });
        Assert.Equal(0, team.Account.Extra.Count);
        team.Claim("cs_1", Dispute(0) with { Currency = "jpy" });
        Assert.Equal(100, team.Account.Extra.Count);
    }

    /// <summary>Whether the refund comes first or the credits come back first.</summary>
    [Fact]
    public void What_comes_back_before_a_refund_and_after_it_come_to_the_same() =>
        Gen.Select(Gen.Long[0, 1500], Gen.Int[0, 100], Gen.Int[0, 100]).Sample((refund, spent, reversed) =>
        {
            var (first, last) = (WithExtra(spent), WithExtra(spent));
            last.Claim("cs_1", Refund(refund));
            foreach (var team in new[] { first, last })
            {
                foreach (var debit in team.Entries.Where(entry => entry.Event is TeamEvent.Debited { Bucket: Bucket.Extra }).Take(reversed).ToList())
                {
                    team.Reverse(debit);
                }
            }

            first.Claim("cs_1", Refund(refund));

            Assert.Equal(first.Account.Extra, last.Account.Extra);
            Assert.Equal(NaiveRules.ClaimsOn(first, "cs_1"), NaiveRules.ClaimsOn(last, "cs_1"));
        }, iter: 3_000);

    /// <summary>The news of a payment's refunds and disputes comes in any order, each as it stands in the end, some of it twice.</summary>
    [Fact]
    public void In_whatever_order_claims_become_known_they_come_to_the_same() =>
        Gen.Select(Gen.Long[0, 1500].Array[1, 4], Gen.Int[0, 100], Gen.Int[0, 1000]).Sample((amounts, spent, order) =>
        {
            MoneyClaim[] all = [.. amounts.Select((amount, at) => new MoneyClaim($"{(at % 2 == 0 ? "ch" : "dp")}_{at}", at % 2 == 1, amount))];
            var (atOnce, oneByOne) = (WithExtra(spent), WithExtra(spent));
            atOnce.Claim("cs_1", all);

            MoneyClaim[] shuffled = [.. all];
            new Random(order).Shuffle(shuffled);
            for (var known = 1; known <= shuffled.Length; known++)
            {
                oneByOne.Claim("cs_1", [.. shuffled.Take(known)]);
                Assert.Empty(oneByOne.Claim("cs_1", [.. shuffled.Take(known).Reverse()]));
                var (claimed, taken) = NaiveRules.ClaimsOn(oneByOne, "cs_1");
                Assert.Equal(Math.Min(claimed, 100 - spent), taken);
                Assert.InRange(claimed, taken, 100);
            }

            Assert.Equal(NaiveRules.ClaimsOn(atOnce, "cs_1"), NaiveRules.ClaimsOn(oneByOne, "cs_1"));
            Assert.Equal(atOnce.Account.Extra, oneByOne.Account.Extra);
        }, iter: 5_000);

    private static TeamBook WithExtra(int spent)
    {
        var team = TeamBook.WithPool(1);
        team.Spend();
        team.Buy(Pack);
        Assert.All(Enumerable.Range(0, spent), _ => Assert.Equal(Bucket.Extra, team.Spend()));
        return team;
    }

    private static MoneyClaim Refund(long amount) => new("ch_1", IsDispute: false, amount);

    private static MoneyClaim Dispute(long amount) => new("dp_1", IsDispute: true, amount);

    private static (long Taken, long Missing) TakenAndMissing(IReadOnlyList<TeamEvent> happened)
    {
        var claims = happened.Cast<TeamEvent.PackClaimed>().ToList();
        return (claims.Sum(claim => claim.Taken.Count), claims.Sum(claim => claim.Shortfall.Count));
    }
}
