using System.Text.Json.Serialization;

namespace Purser.AutoBid;

/// <summary>How far a job has come. A job that is done with is never taken up again.</summary>
/// <remarks>The numbers are stored; never reuse one.</remarks>
[JsonConverter(typeof(SnakeCaseEnumConverter<JobState>))]
public enum JobState : byte
{
    /// <summary>Its match is paid for and under way.</summary>
    Scanned = 1,

    /// <summary>It reached the threshold and is yet to be submitted: the credit for that was refused.</summary>
    Matched = 2,

    /// <summary>Its submission is paid for and under way.</summary>
    Submitting = 3,

    /// <summary>Done with: its score is below the threshold.</summary>
    Skipped = 4,

    /// <summary>Done with: a proposal was submitted.</summary>
    Submitted = 5,

    /// <summary>Done with: matching or submitting failed, and that credit went back.</summary>
    Failed = 6,
}

/// <summary>What became of the jobs begun on one day.</summary>
/// <param name="Day">The day, in the team's time zone.</param>
/// <param name="Scanned">Jobs begun: their match was paid for.</param>
/// <param name="Matched">Of them, those that reached the threshold.</param>
/// <param name="Submitted">Of those, the ones a proposal was submitted for.</param>
/// <param name="Skipped">Those below the threshold.</param>
/// <param name="Failed">Those whose match or submission failed.</param>
/// <param name="MatchCredits">Credits for matching, less those that went back.</param>
/// <param name="BidCredits">Credits for submitting, less those that went back.</param>
/// <param name="Stop">The rule that first ended a run on that day; null: none did.</param>
/// <param name="Refusal">Why the team refused the credit, where that was it.</param>
[GenerateSerializer, Immutable, Alias("purser.FunnelDay")]
public sealed record FunnelDay(
    DateOnly Day,
    int Scanned,
    int Matched,
    int Submitted,
    int Skipped,
    int Failed,
    int MatchCredits,
    int BidCredits,
    StopCause? Stop = null,
    RefusalReason? Refusal = null)
{
    /// <summary>All credits of the day's jobs.</summary>
    public int Credits => MatchCredits + BidCredits;
}

/// <summary>Days of one member's Auto Bid, the earliest first; days on which nothing happened are left out.</summary>
[GenerateSerializer, Immutable, Alias("purser.Funnel")]
public sealed record Funnel(FunnelDay[] Days);
