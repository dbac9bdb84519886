using Purser.Billing;

namespace Purser.Gateway.Portal.Paying;

/// <summary>Top Up by itself: nothing where nothing is sold.</summary>
internal static class TopUpSection
{
    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var asking = visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).GetCredits());
        var packs = await visit.Cluster.AskAsync(grains => grains.Billing(visit.TeamId).GetPacks());
        var credits = await asking ?? throw visit.IsGone();
        return new SectionContent(typeof(TopUpView), new TopUpModel(credits.Status is TeamStatus.Canceled or TeamStatus.TrialEnded ? [] : packs));
    }
}

/// <summary>What is sold.</summary>
/// <param name="Packs">Nothing where it could not be spent.</param>
public sealed record TopUpModel(PackOffer[] Packs);
