namespace Purser.AutoBid.Decisions;

/// <summary>A job as its row has it.</summary>
internal sealed record JobRow
{
    public required JobId JobId { get; init; }

    /// <summary>The day its match was granted on, and that credit counts for.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Its place in the order in which the member's jobs were begun.</summary>
    public required long Position { get; init; }

    public required JobState State { get; init; }

    /// <summary>Null: it was not found, or not yet.</summary>
    public int? Score { get; init; }

    public required int MatchCredit { get; init; }

    public int BidCredit { get; init; }

    /// <summary>The day the submission's credit counts for; null where it was never granted.</summary>
    public DateOnly? BidDay { get; init; }

    /// <summary>The day under whose cap the submission counts: a later one than <see cref="BidDay"/> where it was given back first.</summary>
    public DateOnly? SubmitDay { get; init; }

    /// <summary>Whether a submission that failed may have arrived all the same: it keeps its place under the cap.</summary>
    public bool MaybeSent { get; init; }

    /// <summary>Whether the credit of the last step is still to be given back.</summary>
    public bool Owed { get; init; }

    /// <summary>Since when nobody has it: it was given back, taken from a run that is gone, or failed with a credit still owed; null else.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Whose it is or was; <see cref="Nobody"/>'s where the run gave it back.</summary>
    public required string RunId { get; init; }

    /// <summary>What the score rests on, or why it failed.</summary>
    public string? Because { get; init; }

    /// <summary>Whether its debits' keys are of the namespace that no caller can use; not so for those begun by older versions.</summary>
    public bool HasOwnKeys { get; init; } = true;

    /// <summary>The job as it was posted; null when written: as it was before.</summary>
    public string? Post { get; init; }

    /// <summary>The skills it asks for, one a line; null when written: as they were before.</summary>
    public string? Skills { get; init; }

    /// <summary>What no run's id is: a job that was given back, paid for, to whoever meets it next.</summary>
    public const string Nobody = "";

    /// <summary>A run is at it.</summary>
    public bool IsUnderWay => LeftAt is null && State is (JobState.Scanned or JobState.Submitting);

    /// <summary>Paid for and held by no run.</summary>
    public bool IsLeft => LeftAt is not null && !Owed && State is (JobState.Scanned or JobState.Matched);

    /// <summary>There is something to be done for it, by a run or by the passing of time.</summary>
    public bool IsUnfinished => Owed || State is JobState.Scanned or JobState.Submitting || (State is JobState.Matched && BidCredit > 0);

    public bool IsDone => State is JobState.Skipped or JobState.Submitted or JobState.Failed;

    /// <summary>The last step granted: of two, the first has succeeded.</summary>
    public AiAction LastStep => Score is null ? AiAction.JobMatching : AiAction.AutoBid;

    /// <summary>Its last step did not succeed: the step's credit goes back.</summary>
    public JobRow Fail(string reason, DateTimeOffset now, bool maybeSent = false) => this with
    {
        State = JobState.Failed,
        Because = reason,
        Owed = true,
        LeftAt = now,
        MaybeSent = maybeSent,
        MatchCredit = LastStep == AiAction.JobMatching ? 0 : MatchCredit,
        BidCredit = 0,
    };

    /// <summary>Its granted step was not begun, and stays paid for.</summary>
    public JobRow Return(DateTimeOffset now) => this with
    {
        State = State == JobState.Submitting ? JobState.Matched : State,
        RunId = Nobody,
        LeftAt = now,
    };
}
