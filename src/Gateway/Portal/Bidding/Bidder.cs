using Purser.Gateway.Portal.Access;
using Purser.Teams;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>Whose Auto Bid is looked at: anybody's for who may change it, else one's own.</summary>
internal static class Bidder
{
    /// <summary>What is looked at where nothing else is said.</summary>
    private const int UsualDays = 14;

    public static async Task<MemberStanding> OfAsync(Visit visit) =>
        visit.Address.Member is { } wanted && visit.May(Right.ChangeAutoBidOfOthers)
        && Array.Find((await visit.TeamAsync()).Members, member => member.MemberId == wanted) is { } member ? member : visit.Member;

    public static int DaysOf(Visit visit) => visit.Address.Days ?? UsualDays;
}
