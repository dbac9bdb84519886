using Purser.AutoBid;
using Purser.Gateway.Portal.Access;
using Purser.Teams;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>How a member's Auto Bid is set.</summary>
internal static class BiddingSection
{
    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var bidder = await Bidder.OfAsync(visit);
        var settings = await visit.Cluster.AskAsync(grains => grains.AutoBid(visit.TeamId, bidder.MemberId).GetSettings()) ?? throw visit.IsGone();
        var team = await visit.TeamAsync();
        MemberStanding[] others = visit.May(Right.ChangeAutoBidOfOthers)
            ? [.. team.Members.Where(member => member.Status == MemberStatus.Active || member.MemberId == bidder.MemberId).OrderBy(static member => member.Name, StringComparer.OrdinalIgnoreCase)]
            : [];
        return new SectionContent(typeof(BiddingView), new BiddingModel(bidder, settings, others, team.Credits.Automation));
    }
}

/// <summary>How a member's Auto Bid is set.</summary>
/// <param name="Bidder">Whose.</param>
/// <param name="Settings">How.</param>
/// <param name="Others">Whose else the visitor may look at; empty: nobody's.</param>
/// <param name="Automation">What all runs of the team may take.</param>
public sealed record BiddingModel(MemberStanding Bidder, AutoBidSettings Settings, MemberStanding[] Others, AutomationStanding Automation);
