using System.Text.Json.Serialization;

namespace Purser.AutoBid;

/// <summary>How far a job has come. A job that is done with is never taken up again.</summary>
/// <remarks>The numbers are stored; never reuse one.</remarks>
[JsonConverter(typeof(SnakeCaseEnumConverter<JobState>))]
public enum JobState : byte
{
    /// <summary>Its match is paid for and under way.</summary>
    Scanned = 1,

    /// <summary>It reached the threshold and is yet to be submitted: the credit for that was refused, or it was given back.</summary>
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

/// <summary>What became of jobs on one day. Each step counts for the day that it was granted on, as its credit does.</summary>
/// <param name="Day">The day, in the team's time zone.</param>
/// <param name="Scanned">Jobs begun: their match was paid for.</param>
/// <param name="Matched">Of them, those that reached the threshold.</param>
/// <param name="Submitted">Jobs that a proposal was submitted for; one matched on an earlier day may be among them.</param>
/// <param name="Skipped">Of the scanned, those below the threshold.</param>
/// <param name="Failed">Those whose match or submission failed.</param>
/// <param name="MatchCredits">Credits for matching, less those that went back.</param>
/// <param name="BidCredits">Credits for submitting, less those that went back.</param>
/// <param name="Stop">The rule that ended a run on that day, the last one; null: none did.</param>
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
    /// <summary>All credits of the day.</summary>
    public int Credits => MatchCredits + BidCredits;

    /// <summary>A day on which no job was begun.</summary>
    public static FunnelDay Empty(DateOnly day) => new(day, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>What ended a run.</summary>
/// <param name="Day">On which day, in the team's time zone.</param>
/// <param name="At">When.</param>
/// <param name="Cause">Which rule.</param>
/// <param name="Refusal">Why the team refused the credit, where that was it.</param>
[GenerateSerializer, Immutable, Alias("purser.DayStop")]
public sealed record DayStop(DateOnly Day, DateTimeOffset At, StopCause Cause, RefusalReason? Refusal);

/// <summary>Days of one member's Auto Bid.</summary>
/// <param name="Days">The earliest first; days on which nothing happened are left out.</param>
/// <param name="Stops">All that ended runs on them, in order.</param>
[GenerateSerializer, Immutable, Alias("purser.Funnel")]
public sealed record Funnel(FunnelDay[] Days, DayStop[] Stops);
