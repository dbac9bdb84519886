using System.Text.Json.Serialization;

namespace Purser.AutoBid;

/// <summary>A worker's announcement that it begins to run.</summary>
/// <param name="RunId">A new id for each run; the shape of any id.</param>
/// <param name="Worker">The worker's own lasting name, the same after a restart; the shape of any id.</param>
[GenerateSerializer, Immutable, Alias("purser.RunRequest")]
public sealed record RunRequest(string RunId, string Worker);

/// <summary>Whether a run may go on.</summary>
[GenerateSerializer, Immutable, Alias("purser.RunOutcome")]
public abstract record RunOutcome
{
    private RunOutcome()
    {
    }

    /// <summary>It may: these are the settings and the day so far.</summary>
    [GenerateSerializer, Immutable, Alias("purser.RunOutcome.Ready")]
    public sealed record Ready(AutoBidSettings Settings, FunnelDay Today) : RunOutcome;

    /// <summary>The member has switched Auto Bid off, or never on.</summary>
    [GenerateSerializer, Immutable, Alias("purser.RunOutcome.SwitchedOff")]
    public sealed record SwitchedOff : RunOutcome;

    /// <summary>The team has no such active member, or there is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.RunOutcome.NoSuchMember")]
    public sealed record NoSuchMember : RunOutcome;
}

/// <summary>What a run is to do with a job next.</summary>
public enum JobVerdict : byte
{
    /// <summary>Evaluate it, then report its score: the credit is taken.</summary>
    Match = 1,

    /// <summary>Submit a proposal, then report how that went: the credit is taken.</summary>
    Submit = 2,

    /// <summary>Nothing: it is done with; <see cref="JobGrant.State"/> says how it ended, now or in an earlier run.</summary>
    Done = 3,

    /// <summary>Nothing: another run has it.</summary>
    Elsewhere = 4,

    /// <summary>Ask again later: jobs under way may use up what the day still allows.</summary>
    Wait = 5,

    /// <summary>Nothing more today: <see cref="JobGrants.Stop"/> says why.</summary>
    Stop = 6,
}

/// <summary>What is to happen with one job.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Verdict">What to do.</param>
/// <param name="State">How it stands; null where nothing is known of it.</param>
/// <param name="Score">What its match found, where it is to be submitted; else null.</param>
/// <param name="Because">What that rests on, if it was said.</param>
[GenerateSerializer, Immutable, Alias("purser.JobGrant")]
public readonly record struct JobGrant(JobId JobId, JobVerdict Verdict, JobState? State, int? Score = null, string? Because = null);

/// <summary>The verdicts of one call.</summary>
/// <param name="Grants">One per job, in order.</param>
/// <param name="Stop">Why the run ends for today; null while it goes on.</param>
[GenerateSerializer, Immutable, Alias("purser.JobGrants")]
public sealed record JobGrants(JobGrant[] Grants, RunStop? Stop);

/// <summary>Why a run ends for the day.</summary>
/// <param name="Cause">Which rule.</param>
/// <param name="Refusal">Why the team refused the credit, where it did.</param>
[GenerateSerializer, Immutable, Alias("purser.RunStop")]
public sealed record RunStop(StopCause Cause, Teams.Refusal? Refusal = null);

/// <summary>The rules that end a run for the day.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<StopCause>))]
public enum StopCause : byte
{
    /// <summary>As many proposals were submitted, or may have been, as the member's daily cap allows.</summary>
    DailyCapReached = 1,

    /// <summary>The member's daily ceiling of credits leaves no room for another job.</summary>
    DailyCreditsReached = 2,

    /// <summary>The team refused the credit.</summary>
    CreditRefused = 3,

    /// <summary>Auto Bid was switched off meanwhile.</summary>
    SwitchedOff = 4,

    /// <summary>
    /// The run is not, or no longer, under way: the same worker started another one, it was finished, or it said nothing for
    /// ten minutes.
    /// </summary>
    Superseded = 5,
}

/// <summary>What became of a step that was granted.</summary>
[GenerateSerializer, Immutable, Alias("purser.JobReport")]
public abstract record JobReport([property: Id(0)] JobId JobId)
{
    /// <summary>The job was evaluated.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Score">0 to 100.</param>
    /// <param name="Because">What it rests on, e.g. the terms that counted: up to <see cref="Limits.ReasonLength"/> printable characters; null = not said.</param>
    [GenerateSerializer, Immutable, Alias("purser.JobReport.Scored")]
    public sealed record Scored(JobId JobId, int Score, string? Because = null) : JobReport(JobId);

    /// <summary>The proposal was submitted.</summary>
    [GenerateSerializer, Immutable, Alias("purser.JobReport.Submitted")]
    public sealed record Submitted(JobId JobId) : JobReport(JobId);

    /// <summary>
    /// The step was not begun, because the worker stops. It stays paid for, and the next run that meets the job goes on with it;
    /// where none does within 36 hours, or Auto Bid is switched off, it fails and its credit goes back.
    /// </summary>
    [GenerateSerializer, Immutable, Alias("purser.JobReport.Returned")]
    public sealed record Returned(JobId JobId) : JobReport(JobId);

    /// <summary>The step failed; its credit goes back.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Reason">Why: 1 to <see cref="Limits.ReasonLength"/> printable characters.</param>
    /// <param name="MayHaveArrived">
    /// Whether the proposal may have arrived all the same (the answer came too late, it was cut short): then it keeps its place
    /// under the daily cap. False where it was refused, or never sent.
    /// </param>
    [GenerateSerializer, Immutable, Alias("purser.JobReport.Failed")]
    public sealed record Failed(JobId JobId, string Reason, bool MayHaveArrived = false) : JobReport(JobId);
}
