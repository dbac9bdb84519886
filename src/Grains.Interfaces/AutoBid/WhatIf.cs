namespace Purser.AutoBid;

/// <summary>Settings to try on the last days; what is null is as the member has it now.</summary>
/// <param name="Days">Today and the days before it, 1 to <see cref="AutoBidLimits.WhatIfDays"/>.</param>
/// <param name="Query">The search query.</param>
/// <param name="Threshold">The threshold.</param>
/// <param name="DailyCap">The cap of submissions.</param>
/// <param name="DailyCredits">The ceiling of credits, where <paramref name="SetsDailyCredits"/>.</param>
/// <param name="SetsDailyCredits">Whether <paramref name="DailyCredits"/> counts, null meaning no ceiling.</param>
[GenerateSerializer, Immutable, Alias("purser.WhatIfQuestion")]
public sealed record WhatIfQuestion(
    int Days, string? Query = null, int? Threshold = null, int? DailyCap = null, int? DailyCredits = null, bool SetsDailyCredits = false);

/// <summary>What those settings would have done beside what was done.</summary>
/// <param name="Settings">The settings tried.</param>
/// <param name="From">The first day.</param>
/// <param name="To">Today.</param>
/// <param name="Would">By day, what they would have done.</param>
/// <param name="Was">By day, what was done.</param>
/// <param name="StoppedEarlier">
/// Days on which the run itself had stopped (a cap, no credits) and these settings would have gone on: jobs after that point
/// have no score, so the day is a lower bound.
/// </param>
[GenerateSerializer, Immutable, Alias("purser.WhatIfAnswer")]
public sealed record WhatIfAnswer(
    AutoBidSettings Settings, DateOnly From, DateOnly To, FunnelDay[] Would, FunnelDay[] Was, DateOnly[] StoppedEarlier);

/// <summary>Both halves of the loop with their price, and what would have spared some of it.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">Today.</param>
/// <param name="Settings">The settings as they are.</param>
/// <param name="MatchCredits">Credits for matching.</param>
/// <param name="BidCredits">Credits for submitting.</param>
/// <param name="Submitted">Proposals submitted.</param>
/// <param name="Skipped">Jobs paid for and skipped.</param>
/// <param name="HalvingThreshold">
/// The threshold nearest to the present one at which matching would have cost at most half, and Auto Bid as a whole too; null
/// where none does: every job looked at costs its match, so a threshold spares matches only by reaching the daily cap sooner.
/// </param>
/// <param name="HalvingDailyCap">The highest daily cap at which matching would have cost at most half; null where none does.</param>
/// <param name="Cuts">What to leave out of the search, the most sparing first.</param>
/// <param name="HalvingThresholdSaves">Credits that the halving threshold would have saved, matches and bids together.</param>
/// <param name="HalvingDailyCapSaves">Credits that the halving cap would have saved, matches and bids together.</param>
/// <param name="Words">
/// What the member's search offers to choose from, those first that brought the most skipped jobs; null where it has no <c>OR</c>.
/// </param>
[GenerateSerializer, Immutable, Alias("purser.AutoBidAdvice")]
public sealed record AutoBidAdvice(
    DateOnly From,
    DateOnly To,
    AutoBidSettings Settings,
    int MatchCredits,
    int BidCredits,
    int Submitted,
    int Skipped,
    int? HalvingThreshold,
    int? HalvingDailyCap,
    QueryCut[] Cuts,
    int HalvingThresholdSaves = 0,
    int HalvingDailyCapSaves = 0,
    QueryWords[]? Words = null);

/// <summary>A term to leave out of the search, and what that would have changed.</summary>
/// <param name="Term">What to add to the query, e.g. <c>-skill:WordPress</c>.</param>
/// <param name="MatchCredits">Credits for matching that it would have spared.</param>
/// <param name="Submissions">Proposals that would not have been submitted.</param>
[GenerateSerializer, Immutable, Alias("purser.QueryCut")]
public sealed record QueryCut(string Term, int MatchCredits, int Submissions);

/// <summary>Words of a search, and the newest jobs that they alone brought: without them these would not have been looked at.</summary>
/// <param name="Text">As they are written in the search.</param>
/// <param name="Skipped">Jobs paid for and skipped.</param>
/// <param name="Submitted">Jobs that reached the threshold.</param>
[GenerateSerializer, Immutable, Alias("purser.QueryWords")]
public sealed record QueryWords(string Text, int Skipped, int Submitted);
