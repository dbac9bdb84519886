namespace Purser.AutoBid;

/// <summary>A job as its row has it.</summary>
internal sealed record JobRow
{
    public required string JobId { get; init; }

    /// <summary>The day it counts for.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Its place in the order in which the member's jobs were begun.</summary>
    public required long Position { get; init; }

    public required JobState State { get; init; }

    /// <summary>Null: it was not found, or not yet.</summary>
    public int? Score { get; init; }

    public required int MatchCredit { get; init; }

    public int BidCredit { get; init; }

    /// <summary>Whether the credit of the last step is still to be given back.</summary>
    public bool Owed { get; init; }

    /// <summary>Whose hands it is or was in; <see cref="Nobody"/>'s where the run gave it back.</summary>
    public required string RunId { get; init; }

    /// <summary>What the score rests on, or why it failed.</summary>
    public string? Because { get; init; }

    /// <summary>The job as it was posted; null when written: as it was before.</summary>
    public string? Post { get; init; }

    /// <summary>What no run's id is: a job that was given back, paid for, to whoever meets it next.</summary>
    public const string Nobody = "";

    public int Credits => MatchCredit + BidCredit;

    public bool IsOpen => State is JobState.Scanned or JobState.Submitting;

    /// <summary>Its last step did not succeed: the step's credit goes back.</summary>
    public JobRow Fail(string reason) => this with
    {
        State = JobState.Failed,
        Because = reason,
        Owed = true,
        Post = null,
        MatchCredit = State == JobState.Submitting ? MatchCredit : 0,
        BidCredit = 0,
    };

    /// <summary>Its granted step was not begun, and stays paid for.</summary>
    public JobRow Return() => this with
    {
        State = State == JobState.Submitting ? JobState.Matched : State,
        RunId = Nobody,
    };

    /// <summary>The step whose credit is owed: of two, the first has succeeded.</summary>
    public AiAction LastStep => Score is null ? AiAction.JobMatching : AiAction.AutoBid;
}
