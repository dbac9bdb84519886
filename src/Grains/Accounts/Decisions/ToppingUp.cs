using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>Packs bought into extra, and taken back when the money goes back.</summary>
public static class ToppingUp
{
    /// <summary>A card that was declined is not asked again at every debit. Five minutes: time to be told and to act.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(5);

    /// <summary>Credits a pack, once per purchase; null when it was credited before.</summary>
    public static TeamEvent.PackBought? Buy(TeamAccount team, PackPurchase purchase) =>
        team.Purchases.ContainsKey(purchase.Id) ? null : new TeamEvent.PackBought(purchase);

    /// <summary>Makes the claims on a pack be what they are now; nothing when they are so already.</summary>
    /// <param name="team">The team.</param>
    /// <param name="purchaseId">The pack's purchase, credited before.</param>
    /// <param name="claims">Every refund and dispute of its payment, those that are over included.</param>
    /// <remarks>
    /// Together they claim at most the pack, refunds first. What is let go comes back before anything is taken, so the
    /// outcome does not depend on which was heard of first. A first claim on an automatic purchase is written down also where it is
    /// worth less than a credit: that money was given back is what counts, and it is to count once.
    /// </remarks>
    public static IReadOnlyList<TeamEvent> Claim(TeamAccount team, string purchaseId, IEnumerable<MoneyClaim> claims)
    {
        var purchase = team.Purchases[purchaseId];
        var left = purchase.Terms.Credits;
        var extra = team.Extra;
        List<TeamEvent> happened = [];
        List<TeamEvent.PackClaimed> taken = [];
        foreach (var claim in claims.OrderBy(claim => claim.IsDispute).ThenBy(claim => claim.Id, StringComparer.Ordinal))
        {
            var share = Share(purchase.Terms, claim);
            share = share < left ? share : left;
            left -= share;
            var before = purchase.Claims.GetValueOrDefault(claim.Id);
            var cause = claim.IsDispute ? ClaimCause.Dispute : ClaimCause.Refund;
            if (share < before.Claimed)
            {
                var back = before.Taken > share ? before.Taken - share : Credits.Zero;
                extra += back;
                happened.Add(new TeamEvent.PackClaimed(purchaseId, cause, claim.Id, share, -back, Credits.Zero));
            }
            else if (share > before.Claimed || (purchase.Terms.AttemptId is not null && claim.Amount > 0 && !purchase.Claims.ContainsKey(claim.Id)))
            {
                taken.Add(new TeamEvent.PackClaimed(purchaseId, cause, claim.Id, share, share - before.Claimed, Credits.Zero));
            }
        }

        foreach (var claimed in taken)
        {
            happened.Add(AsFarAsThereIs(claimed, ref extra));
        }

        if (taken is [var first, ..] && purchase.Terms.AttemptId is not null && team.AutoTopUp is not null)
        {
            // Nobody is charged again for what they gave back.
            happened.Add(new TeamEvent.AutoTopUpSet(Terms: null, Stopped: first.Cause == ClaimCause.Refund
                ? AutoTopUpReasons.Refunded
                : AutoTopUpReasons.Disputed));
        }

        return happened;
    }

    /// <summary>Starts an automatic purchase if one is due; null when none is.</summary>
    /// <param name="team">The team.</param>
    /// <param name="catalog">What the pack is and costs now.</param>
    /// <param name="now">The team's time.</param>
    public static TeamEvent.AutoTopUpStarted? Start(TeamAccount team, Catalog catalog, DateTimeOffset now)
    {
        if (!IsLow(team) || team.AutoTopUpInFlight is not null || Hold(team, catalog, now) is not null)
        {
            return null;
        }

        var pack = catalog.Packs[team.AutoTopUp!.Pack];
        return new TeamEvent.AutoTopUpStarted(new AutoTopUpAttempt(
            // The entry that starts it: no other attempt of this team can have it.
            $"{team.TeamId}-{team.Version + 1}",
            team.AutoTopUp.Pack,
            new Credits(pack.Credits),
            pack.Amount,
            catalog.Currency,
            team.Stripe!.Customer,
            now));
    }

    /// <summary>What holds automatic top-ups back, however low credits are; null: nothing does, or they are off.</summary>
    public static AutoTopUpHold? Hold(TeamAccount team, Catalog catalog, DateTimeOffset now) => team switch
    {
        { AutoTopUp: null } => null,
        { Status: TeamStatus.Canceled or TeamStatus.TrialEnded } => AutoTopUpHold.CannotSpend,
        { Stripe: null } => AutoTopUpHold.NobodyPaid,
        _ when !catalog.Packs.ContainsKey(team.AutoTopUp.Pack) => AutoTopUpHold.PackNotSold,
        _ when team.AutoTopUpsThisCycle >= team.AutoTopUp.MostPerCycle => AutoTopUpHold.MostReached,
        _ when now < team.AutoTopUpFailedAt + PauseAfterFailure => AutoTopUpHold.JustFailed,
        _ => null,
    };

    /// <summary>Whether pool and extra together are below the threshold the owner set. A frozen pool has nothing to give.</summary>
    /// <param name="team">The team.</param>
    /// <param name="once">How many credits fewer it is to have then.</param>
    public static bool IsLow(TeamAccount team, Credits once = default) =>
        team.AutoTopUp is { } terms
        && team.PoolToSpend + team.Extra < terms.Threshold + once;

    /// <summary>The share of the credits that the money is of the price: whole credits, rounded down in the team's favour.</summary>
    /// <remarks>Money of another currency cannot be compared with the price; such a dispute is nearly always about all of it.</remarks>
    private static Credits Share(PackPurchase pack, MoneyClaim claim) =>
        claim.Amount >= pack.Amount || (claim.Currency is { } currency && currency != pack.Currency)
            ? (claim.Amount > 0 ? pack.Credits : Credits.Zero)
            : new Credits((long)((Int128)pack.Credits.Count * claim.Amount / pack.Amount));

    private static TeamEvent.PackClaimed AsFarAsThereIs(TeamEvent.PackClaimed claimed, ref Credits extra)
    {
        var given = claimed.Taken < extra ? claimed.Taken : extra;
        extra -= given;
        return claimed with { Taken = given, Shortfall = claimed.Taken - given };
    }
}
