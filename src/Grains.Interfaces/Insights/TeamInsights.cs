namespace Purser.Insights;

/// <summary>Why a team's credits went.</summary>
/// <param name="Days">Today and the days before it that were asked for.</param>
/// <param name="From">Since when use was looked at: of very large teams the newest part of those days.</param>
/// <param name="To">Until when.</param>
/// <param name="Credits">Credits used in that time.</param>
/// <param name="JobAssistant">Null: nothing to say.</param>
/// <param name="Regenerations">Null: nothing to say.</param>
/// <param name="MemberAhead">Null: nothing to say.</param>
/// <param name="RunningDry">Null: nothing to say.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamInsights")]
public sealed record TeamInsights(
    int Days,
    DateTimeOffset From,
    DateTimeOffset To,
    Credits Credits,
    JobAssistantInsight? JobAssistant,
    RegenerationsInsight? Regenerations,
    MemberAheadInsight? MemberAhead,
    RunningDryInsight? RunningDry);

/// <summary>The Job Assistant was run on jobs that nobody went on with.</summary>
/// <param name="Runs">First runs on a job: a credit each. Re-rolls are counted apart.</param>
/// <param name="LedNowhere">Those without a cover letter, an answer or a bid on that job within seven days: what not running it would have saved.</param>
/// <param name="Undecided">Of these, those that are younger than seven days.</param>
/// <param name="Members">Whose they were, the most first.</param>
[GenerateSerializer, Immutable, Alias("purser.JobAssistantInsight")]
public sealed record JobAssistantInsight(int Runs, int LedNowhere, int Undecided, MemberCredits[] Members);

/// <summary>Results were generated again.</summary>
/// <param name="Credits">What that cost: what accepting each first result would have saved.</param>
/// <param name="Jobs">The most re-rolled jobs.</param>
/// <param name="Members">The members who did so most.</param>
/// <param name="ByAction">What was done again.</param>
[GenerateSerializer, Immutable, Alias("purser.RegenerationsInsight")]
public sealed record RegenerationsInsight(
    int Credits, JobCredits[] Jobs, MemberCredits[] Members, Dictionary<AiAction, int> ByAction);

/// <summary>One member runs ahead of the others in this cycle.</summary>
/// <param name="MemberId">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Used">What they used.</param>
/// <param name="TeamUsed">What all used.</param>
/// <param name="Members">How many could: the active members.</param>
/// <param name="AutoBidCredits">What of theirs Auto Bid took, matching included.</param>
/// <param name="Budget">
/// An equal share: of the allowance where they used more than that, else of what was used.
/// </param>
/// <param name="Left">What that budget would have left for the others.</param>
[GenerateSerializer, Immutable, Alias("purser.MemberAheadInsight")]
public sealed record MemberAheadInsight(
    MemberId MemberId, string Name, Credits Used, Credits TeamUsed, int Members, Credits AutoBidCredits, Credits Budget, Credits Left);

/// <summary>Credits will not last until the reset, or did not.</summary>
/// <param name="Forecast">When they run dry.</param>
/// <param name="Currency">What amounts are in: a lower-case ISO code.</param>
/// <param name="Options">What helps and what it costs, the cheapest first.</param>
[GenerateSerializer, Immutable, Alias("purser.RunningDryInsight")]
public sealed record RunningDryInsight(TeamForecast Forecast, string Currency, RemedyOffer[] Options);

/// <summary>Credits of a member.</summary>
[GenerateSerializer, Immutable, Alias("purser.MemberCredits")]
public sealed record MemberCredits(MemberId MemberId, int Credits);

/// <summary>Credits of a job.</summary>
[GenerateSerializer, Immutable, Alias("purser.JobCredits")]
public sealed record JobCredits(JobId JobId, int Credits);
