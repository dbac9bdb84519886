using System.Text.Json.Serialization;

namespace Purser;

/// <summary>
/// What AI did for a member. Every action costs exactly one credit: an action has no price,
/// so a two-credit action cannot be written down.
/// </summary>
/// <remarks>The numbers are stored in the ledger; never reuse one.</remarks>
[JsonConverter(typeof(SnakeCaseEnumConverter<AiAction>))]
public enum AiAction : byte
{
    /// <summary>Generating a cover letter for a job.</summary>
    CoverLetter = 1,

    /// <summary>Running the Job Assistant on a job's page.</summary>
    JobAssistant = 2,

    /// <summary>Auto Bid evaluating one job against a member's profile.</summary>
    JobMatching = 3,

    /// <summary>Auto Bid submitting a proposal for a matched job.</summary>
    AutoBid = 4,

    /// <summary>Answering a client's screening question.</summary>
    Answer = 5,

    /// <summary>Improving an existing template.</summary>
    AiImprove = 6,

    /// <summary>Generating a new template.</summary>
    AiGenerate = 7,

    /// <summary>Testing a saved prompt against a sample job.</summary>
    TestTemplate = 8,
}

/// <summary>What is said of actions.</summary>
public static class AiActions
{
    /// <summary>Whether it is one of the two that Auto Bid does: all others are people's.</summary>
    public static bool IsAutoBid(this AiAction action) => action is AiAction.JobMatching or AiAction.AutoBid;

    /// <summary>The label of an action in every table, e.g. <c>Cover Letter</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the eight actions.</exception>
    public static string Label(this AiAction action) => action switch
    {
        AiAction.CoverLetter => "Cover Letter",
        AiAction.JobAssistant => "Job Assistant",
        AiAction.JobMatching => "Job Matching",
        AiAction.AutoBid => "Auto Bid",
        AiAction.Answer => "Answer",
        AiAction.AiImprove => "AI Improve",
        AiAction.AiGenerate => "AI Generate",
        AiAction.TestTemplate => "Test Template",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Not an AI action."),
    };
}
