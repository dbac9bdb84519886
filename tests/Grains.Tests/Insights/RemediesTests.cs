using CsCheck;
using Purser.Accounts;
using Purser.Insights;
using Purser.Teams;

namespace Purser.Grains.Tests.Insights;

/// <summary>Advice in money, by the default catalog: plans at 900, 1900 and 3400 a seat for 100, 250 and 500 credits; packs of 100, 500 and 2000 at 1200, 4900 and 16900.</summary>
public sealed class RemediesTests
{
    private static readonly Catalog Prices = new();

    [Fact]
    public void Nothing_is_offered_to_who_lasts_to_the_reset() =>
        Assert.Empty(Decide(CausesTests.Money(300, 100), likely: 200));

    [Fact]
    public void What_is_missing_costs_packs_a_larger_plan_or_seats_the_cheapest_first()
    {
        // Three seats of Lite, half of the month is over; 250 more will be used and 100 are left.
        var offers = Decide(CausesTests.Money(300, 200), likely: 250);

        Assert.Equal(
            [
                // Two more seats of 900, for half of the month.
                "Seats lite ×5: 200 for 900 now",
                // 3 × (1900 − 900), for half of the month.
                "Plan pro ×3: 450 for 1500 now",
                "Packs small ×2: 200 for 2400 now",
                "Plan max ×3: 1200 for 3750 now",
            ],
            offers.Select(Words));
    }

    [Theory]
    [InlineData(0.4, 0)]
    [InlineData(1.5, 150)]
    [InlineData(3, 400)]
    public void The_less_is_known_the_less_is_said_to_be_missing(double days, long missing)
    {
        // 250 to 1,000 will be used, likely 500, and 100 are left.
        var packs = Decide(CausesTests.Money(300, 200), likely: 500, days: days).SingleOrDefault(offer => offer.Kind == RemedyKind.Packs);

        Assert.Equal(missing == 0 ? null : PackBasket.Cheapest(Prices.Packs, missing)!.Amount, packs?.Amount);
    }

    [Fact]
    public void A_plan_that_is_not_enough_is_not_offered()
    {
        var offers = Decide(CausesTests.Money(300, 200), likely: 1000);

        Assert.DoesNotContain(offers, offer => offer.Plan == "pro");
        Assert.All(offers, offer => Assert.True(offer.Credits.Count >= 900, Words(offer)));
    }

    [Fact]
    public void Saving_costs_nothing_and_comes_first_where_it_is_enough_and_last_where_it_is_not()
    {
        var team = CausesTests.Money(300, 200);

        Assert.Equal((RemedyKind.Save, true), First(Decide(team, likely: 150, saves: 60)));
        var offers = Decide(team, likely: 150, saves: 40);
        Assert.Equal((RemedyKind.Save, false), First([.. offers.Reverse()]));

        static (RemedyKind, bool) First(RemedyOffer[] offers) => (offers[0].Kind, offers[0].Covers);
    }

    [Fact]
    public void What_it_costs_month_after_month_is_said_too()
    {
        // 20 a day are some 609 a month: 309 more than the allowance.
        var offers = Decide(CausesTests.Money(300, 200), likely: 250, perDay: 20);

        Assert.Equal(4 * 1200, offers.Single(offer => offer.Kind == RemedyKind.Packs).Monthly);
        Assert.Equal(3000, offers.Single(offer => offer.Plan == "pro").Monthly);
        Assert.Equal(667, offers.Single(offer => offer.Plan == "pro").Per100);
        Assert.Equal(1200, offers.Single(offer => offer.Kind == RemedyKind.Packs).Per100);
    }

    [Fact]
    public void A_trial_is_offered_packs_or_a_subscription_with_a_seat_for_everyone()
    {
        var offers = Decide(CausesTests.Money(10, 8, plan: null, seats: null, status: TeamStatus.Trialing, daysGone: 29.5), likely: 12, members: 2);

        Assert.Equal(["Packs small ×1: 100 for 1200 now", "Plan lite ×2: 198 for 1800 now"], offers.Take(2).Select(Words));
    }

    [Fact]
    public void Who_has_an_invoice_to_pay_is_offered_nothing_else() =>
        Assert.Empty(Decide(CausesTests.Money(300, 200, status: TeamStatus.PastDue), likely: 250));

    [Fact]
    public void Packs_are_the_cheapest_that_are_enough() =>
        Gen.Select(Gen.Select(Gen.Int[1, 12], Gen.Int[1, 40]).Array[1, 4], Gen.Int[1, 30]).Sample((sold, missing) =>
        {
            var packs = sold.Select((pack, at) => KeyValuePair.Create($"p{at}", new CatalogPack { Credits = pack.Item1 * 5, Amount = pack.Item2 })).ToArray();
            var basket = PackBasket.Cheapest(packs, missing)!;
            return basket.Credits >= missing && basket.Amount == Naive(packs, missing)
                && basket.Amount == basket.Packs.Sum(pack => pack.Count * packs.Single(sold => sold.Key == pack.Pack).Value.Amount)
                && basket.Credits == basket.Packs.Sum(pack => pack.Count * packs.Single(sold => sold.Key == pack.Pack).Value.Credits);
        });

    [Fact]
    public void Very_many_credits_are_found_packs_for_as_well()
    {
        var basket = PackBasket.Cheapest(Prices.Packs, 100_000_000)!;

        Assert.InRange(basket.Credits, 100_000_000, 100_002_000);
        Assert.InRange(basket.Amount, 50_000L * 16_900, (50_000L * 16_900) + 16_900);
    }

    private static long Naive(KeyValuePair<string, CatalogPack>[] packs, long missing) =>
        missing <= 0 ? 0 : packs.Min(pack => pack.Value.Amount + Naive(packs, missing - pack.Value.Credits));

    private static string Words(RemedyOffer offer) =>
        $"{offer.Kind} {(offer.Packs is [var pack, ..] ? $"{pack.Pack} ×{pack.Count}" : $"{offer.Plan} ×{offer.Seats}")}: {offer.Credits} for {offer.Amount} now";

    private static RemedyOffer[] Decide(TeamCredits team, long likely, long saves = 0, double perDay = 10, int members = 3, double days = 30)
    {
        var spendable = team.Status == TeamStatus.PastDue ? team.Extra : team.Remaining + team.Extra;
        var forecast = new TeamForecast(
            SpendingTeam.Now, "UTC", team.ResetsAt!.Value, Resets: true, spendable, team.Remaining,
            new ForecastBasis(new DateOnly(2026, 10, 1), days, [perDay, perDay, perDay, perDay, perDay, perDay, perDay]),
            new UseForecast(new Credits(likely / 2), new Credits(likely), new Credits(likely * 2)), PoolDry: null, Dry: null);
        return Remedies.Decide(team, forecast, members, new Credits(saves), Prices);
    }
}
