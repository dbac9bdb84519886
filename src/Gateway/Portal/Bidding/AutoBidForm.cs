using Purser.AutoBid;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Forms;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>The form that sets a member's Auto Bid.</summary>
internal static class AutoBidForm
{
    public const string Name = "autobid-set";

    /// <summary>One's own is at the tab's own address: nobody needs a right for it, and nobody else's can be changed there.</summary>
    public static void Map(Action<string, Right, Func<Visit, Task<IResult>>> map, FormDesk desk)
    {
        map(Tab.AutoBid.Name, Right.See, desk.Take(Name, Section.Bidding, (visit, form) => SetAsync(visit, form, visit.Member.MemberId)));
        map($"{Tab.AutoBid.Name}/{{memberId}}", Right.ChangeAutoBidOfOthers, desk.Take(Name, Section.Bidding, SetOthersAsync));
    }

    /// <summary>Where the form that sets somebody's is sent.</summary>
    public static string Path(Visit visit, MemberId bidder) => visit.FormPath(
        bidder == visit.Member.MemberId ? Tab.AutoBid.Name : $"{Tab.AutoBid.Name}/{Uri.EscapeDataString(bidder.Value)}", Section.Bidding);

    private static async Task SetOthersAsync(Visit visit, SentForm form)
    {
        if (!MemberId.TryParse(visit.Context.Request.RouteValues["memberId"] as string, out var bidder))
        {
            form.Refuse(SentForm.Whole, visit.Texts["members.gone"]);
            return;
        }

        visit.Address = visit.Address with { Member = bidder };
        await SetAsync(visit, form, bidder);
    }

    private static async Task SetAsync(Visit visit, SentForm form, MemberId bidder)
    {
        var query = WrongSearch.Clean(form["query"]);
        if (WrongSearch.Of(query, visit.Texts) is { } wrong)
        {
            form.Refuse("query", wrong.Why);
        }

        var (threshold, cap) = (form.Number("threshold", 0, 100), form.Number("dailyCap", 0, AutoBidLimits.DailyCap));
        var ceiling = form["dailyCredits"].Trim() is "" ? null : form.Number("dailyCredits", AutoBidLimits.LeastDailyCredits, AutoBidLimits.MostDailyCredits);
        if (form.IsRefused)
        {
            return;
        }

        var settings = new AutoBidSettings(form["enabled"] == "true", query, (int)threshold!, (int)cap!, (int?)ceiling);
        if (!await visit.Cluster.AskAsync(grains => grains.AutoBid(visit.TeamId, bidder).SetSettings(settings)))
        {
            form.Refuse(SentForm.Whole, visit.Texts["members.gone"]);
        }
    }
}
