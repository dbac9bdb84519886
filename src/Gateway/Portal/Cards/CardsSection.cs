using Purser.Billing;
using Purser.Gateway.Portal.Access;
using Purser.Teams;

namespace Purser.Gateway.Portal.Cards;

/// <summary>The four cards, when they reset, and why nothing can be spent where that is so.</summary>
internal static class CardsSection
{
    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var mayPay = visit.May(Right.Pay);
        var purchase = mayPay ? await SettleAsync(visit) : null;
        var asking = visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).GetCreditsOf(visit.Member.MemberId));
        var packs = mayPay ? await visit.Cluster.AskAsync(grains => grains.Billing(visit.TeamId).GetPacks()) : [];
        var autoTopUp = packs is not [] ? await visit.AutoTopUpAsync() : null;
        var credits = await asking ?? throw visit.IsGone();
        var banner = Banner.Of(visit, credits) ?? (visit.May(Right.SetAlerts) ? Banner.Told(visit, credits.Credits, await visit.AlertsAsync()) : null);
        var helpers = banner is not null && !mayPay ? await HelpersAsync(visit) : [];
        return new SectionContent(typeof(CardsView), new CardsModel(credits.Credits, credits.Member, banner, helpers, packs, purchase, autoTopUp));
    }

    /// <summary>What a payer who comes back from Stripe has bought: taken over here and now, so that it is there even if the webhook is late.</summary>
    private static async Task<TopUpStatus?> SettleAsync(Visit visit) =>
        visit.Purchase is { } session ? (await visit.Cluster.AskAsync(grains => grains.Billing(visit.TeamId).Settle(session)))?.Status : null;

    /// <summary>Who can do what this member cannot: the owner first.</summary>
    private static async Task<string[]> HelpersAsync(Visit visit) =>
        [.. (await visit.TeamAsync()).Members.Where(static member => member.Status == MemberStatus.Active && member.Role.May(Right.Pay))
            .OrderByDescending(static member => member.Role).Select(static member => member.Name).Take(3)];
}

/// <summary>What the cards show.</summary>
/// <param name="Credits">The credits document.</param>
/// <param name="Own">The visitor's own part.</param>
/// <param name="Banner">What is to be said first; null: nothing.</param>
/// <param name="Helpers">Who can help a visitor who cannot.</param>
/// <param name="Packs">What the visitor may buy.</param>
/// <param name="Purchase">How a purchase stands that the visitor comes back from; null: they do not.</param>
/// <param name="AutoTopUp">How automatic top-ups stand; null where it is not for the visitor to know.</param>
public sealed record CardsModel(
    TeamCredits Credits, MemberHeadroom Own, Banner? Banner, string[] Helpers, PackOffer[] Packs, TopUpStatus? Purchase, AutoTopUpStanding? AutoTopUp);
