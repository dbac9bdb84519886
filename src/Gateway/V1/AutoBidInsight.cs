using Purser.AutoBid;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

/// <summary>Auto Bid does both halves of the loop: what they cost a member, and what would have spared some of it.</summary>
/// <param name="Summary">For people.</param>
/// <param name="HalvingThreshold">
/// The threshold nearest to the present one at which matching would have cost at most half; null where none does: every job
/// looked at costs its match, so a threshold spares matches only by reaching the daily cap sooner.
/// </param>
/// <param name="HalvingDailyCap">The highest daily cap at which matching would have cost at most half.</param>
/// <param name="Cuts">What to leave out of the search, the most sparing first.</param>
/// <param name="Words">What the search offers to choose from, those first that brought the most skipped jobs; none where it has no `OR`.</param>
/// <param name="Action">Null where nothing would have spared any.</param>
internal sealed record AutoBidInsight(
    [OneOf("auto_bid_both_halves")] string Kind,
    [OwnId] MemberId MemberId,
    string Summary,
    DateOnly From,
    DateOnly To,
    [AtLeast(0)] int MatchCredits,
    [AtLeast(0)] int BidCredits,
    [AtLeast(0)] int Submitted,
    [AtLeast(0)] int Skipped,
    [Between(0, 100)] int Threshold,
    [Between(0, 100)] int? HalvingThreshold,
    [Between(0, AutoBidLimits.DailyCap)] int? HalvingDailyCap,
    CutAnswer[] Cuts,
    QueryWordsAnswer[] Words,
    InsightAction? Action)
    : InsightAnswer, IAdvice
{
    public static AutoBidInsight Of(MemberId memberId, AutoBidAdvice advice) => new(
        "auto_bid_both_halves",
        memberId,
        Say(advice),
        advice.From,
        advice.To,
        advice.MatchCredits,
        advice.BidCredits,
        advice.Submitted,
        advice.Skipped,
        advice.Settings.Threshold,
        advice.HalvingThreshold,
        advice.HalvingDailyCap,
        Array.ConvertAll(advice.Cuts, cut => new CutAnswer(cut.Term, cut.MatchCredits, cut.Submissions)),
        Array.ConvertAll(advice.Words ?? [], words => new QueryWordsAnswer(words.Text, words.Skipped, words.Submitted)),
        Advise(advice));

    private static string Say(AutoBidAdvice advice)
    {
        var spent = $"Matching took {advice.MatchCredits} credits for {advice.Submitted} submissions; {advice.Skipped} of them went on jobs that were skipped.";
        var sparing = advice switch
        {
            { Cuts: [var cut, ..] } => $" Adding {cut.Term} to the search would have spared {cut.MatchCredits}.",
            { HalvingThreshold: { } threshold } => $" A threshold of {threshold} would have halved it.",
            { HalvingDailyCap: { } cap } => $" A daily cap of {cap} would have halved it.",
            _ => "",
        };
        return spent + sparing;
    }

    /// <remarks>Saved are matches, and bids that would not have been made.</remarks>
    private static InsightAction? Advise(AutoBidAdvice advice) => advice switch
    {
        { Cuts: [var cut, ..] } => new InsightAction("narrow_search", $"Add {cut.Term} to the search.", Math.Max(0, cut.MatchCredits + cut.Submissions)),
        { HalvingThreshold: { } threshold } => new InsightAction("set_threshold", $"Set the threshold to {threshold}.", advice.HalvingThresholdSaves),
        { HalvingDailyCap: { } cap } => new InsightAction("lower_daily_cap", $"Lower the daily cap to {cap}.", advice.HalvingDailyCapSaves),
        _ => null,
    };
}

/// <summary>A term to leave out of the search.</summary>
/// <param name="Term">What to add to the search.</param>
/// <param name="MatchCredits">Credits for matching that it would have spared.</param>
/// <param name="Submissions">Submissions that there would have been fewer.</param>
internal sealed record CutAnswer(string Term, int MatchCredits, int Submissions);

/// <summary>Words of a search, and what of the newest jobs they alone brought.</summary>
/// <param name="Words">As they are written in the search.</param>
/// <param name="Skipped">Jobs paid for and skipped.</param>
/// <param name="Submitted">Jobs that reached the threshold.</param>
internal sealed record QueryWordsAnswer(string Words, [AtLeast(0)] int Skipped, [AtLeast(0)] int Submitted);
