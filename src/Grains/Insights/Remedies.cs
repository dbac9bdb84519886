using Purser.Accounts;
using Purser.Teams;

namespace Purser.Insights;

/// <summary>
/// What having credits until the cycle's end costs, by the catalog's prices. Nothing is offered that is not likely to be needed,
/// nothing for money that is not enough, and nothing that has no price.
/// </summary>
internal static class Remedies
{
    private const double DaysToBeSure = 3;

    /// <param name="team">The credits as they are.</param>
    /// <param name="forecast">What will be used.</param>
    /// <param name="activeMembers">Each needs a seat.</param>
    /// <param name="saves">What following the other insights is likely to save until then.</param>
    /// <param name="catalog">The prices.</param>
    /// <returns>The cheapest first; what is not enough by itself last.</returns>
    public static RemedyOffer[] Decide(TeamCredits team, TeamForecast forecast, int activeMembers, Credits saves, Catalog catalog)
    {
        // Where an invoice is overdue, paying it helps, and no purchase does as well.
        var use = Needed(forecast);
        if (use <= forecast.Spendable || team.Status is not (TeamStatus.Active or TeamStatus.Trialing))
        {
            return [];
        }

        var need = new Need(
            team, use - forecast.Spendable, forecast.At, (long)Math.Ceiling(Forecasting.PerMonth(forecast)), Math.Max(1, activeMembers));
        return
        [
            .. Saving(need, saves).Concat(Packs(need, catalog)).Concat(forecast.Resets ? Subscriptions(need, catalog) : [])
                .OrderByDescending(offer => offer.Covers)
                .ThenBy(offer => offer.Amount).ThenBy(offer => offer.Monthly).ThenBy(offer => offer.Kind).ThenByDescending(offer => offer.Credits),
        ];
    }

    /// <summary>What is likely to be used; after one or two days what is nearly certain to be, and after hours nothing is known.</summary>
    private static Credits Needed(TeamForecast forecast) => forecast switch
    {
        { Use: { } use, Basis.Days: >= DaysToBeSure } => use.Likely,
        { Use: { } use, Basis.Days: >= 1 } => use.Low,
        _ => Credits.Zero,
    };

    private static IEnumerable<RemedyOffer> Saving(Need need, Credits saves) => saves <= Credits.Zero
        ? []
        : [new RemedyOffer(RemedyKind.Save, saves, saves >= need.Missing, Amount: 0, Monthly: 0, Per100: null, [])];

    private static IEnumerable<RemedyOffer> Packs(Need need, Catalog catalog)
    {
        if (PackBasket.Cheapest(Priced(catalog), need.Missing.Count) is { } now)
        {
            yield return new RemedyOffer(
                RemedyKind.Packs, new Credits(now.Credits), Covers: true, now.Amount, ByPacks(need.MissingMonthly(need.AllowanceOfMonth), catalog),
                Per100(now.Amount, now.Credits), now.Packs);
        }
    }

    /// <summary>Larger plans, or more seats of the present one; in a trial, a subscription with a seat for everyone.</summary>
    private static IEnumerable<RemedyOffer> Subscriptions(Need need, Catalog catalog)
    {
        if (need.Team is { Plan: { } code, Seats: { } seats })
        {
            if (!catalog.Plans.TryGetValue(code, out var present) || present.Amount == 0)
            {
                // What the team pays now is not known.
                return [];
            }

            var more = Math.Max(0, need.Team.Total.Count + need.Missing.Count - (present.CreditsPerSeat * seats));
            var added = (int)Math.Clamp(((more - 1) / present.CreditsPerSeat) + 1, 1, Limits.Seats);
            return catalog.Plans
                .Where(plan => plan.Value.CreditsPerSeat > present.CreditsPerSeat)
                .Select(plan => Offer(RemedyKind.Plan, plan.Key, plan.Value, seats, present.Amount * seats))
                .Append(Offer(RemedyKind.Seats, code, present, seats + added, present.Amount * seats))
                .OfType<RemedyOffer>();
        }

        return catalog.Plans
            .Select(plan => Offer(RemedyKind.Plan, plan.Key, plan.Value, need.Members, paid: 0))
            .OfType<RemedyOffer>();

        RemedyOffer? Offer(RemedyKind kind, string code, CatalogPlan plan, int seats, long paid)
        {
            var (allowance, more) = (plan.CreditsPerSeat * seats, Math.Max(0, (plan.Amount * seats) - paid));
            var credits = allowance - (need.Team.Plan is null ? need.Team.Remaining.Count : need.Team.Total.Count);
            return credits < need.Missing.Count || plan.Amount == 0
                ? null
                : new RemedyOffer(
                    kind, new Credits(credits), Covers: true, need.Team.Plan is null ? more : need.ForTheRest(more),
                    more + ByPacks(need.MissingMonthly(allowance), catalog),
                    Per100(more, need.Team.Plan is null ? allowance : credits), [], code, seats);
        }
    }

    private static IEnumerable<KeyValuePair<string, CatalogPack>> Priced(Catalog catalog) => catalog.Packs.Where(pack => pack.Value.Amount > 0);

    private static long ByPacks(long credits, Catalog catalog) => PackBasket.Cheapest(Priced(catalog), credits)?.Amount ?? 0;

    private static long Per100(long amount, long credits) => ((amount * 100) + credits - 1) / credits;

    /// <summary>What a team lacks.</summary>
    /// <param name="Team">The credits as they are.</param>
    /// <param name="Missing">Credits that are likely to be missing at the cycle's end.</param>
    /// <param name="Now">As of when.</param>
    /// <param name="Monthly">Credits used in a month at the present rate.</param>
    /// <param name="Members">Active members.</param>
    private sealed record Need(TeamCredits Team, Credits Missing, DateTimeOffset Now, long Monthly, int Members)
    {
        /// <summary>As things are; a trial's is a day's.</summary>
        public long AllowanceOfMonth => Team.Plan is null ? Team.Total.Count * 30 : Team.Total.Count;

        /// <summary>What is missing in every month under an allowance.</summary>
        public long MissingMonthly(long allowance) => Math.Max(0, Monthly - allowance);

        /// <summary>The part of a month's price that is for the rest of the cycle, rounded up.</summary>
        public long ForTheRest(long amount) => Team.Cycle.End is { } end
            ? (long)decimal.Ceiling((decimal)amount * (end - Now).Ticks / (end - Team.Cycle.Start).Ticks)
            : amount;
    }
}
