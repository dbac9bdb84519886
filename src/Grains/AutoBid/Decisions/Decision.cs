namespace Purser.AutoBid.Decisions;

/// <summary>What is to become durable, and to be charged, before anything of it is told.</summary>
internal sealed record Decision
{
    /// <summary>Rows to be written.</summary>
    public List<JobRow> Rows { get; } = [];

    /// <summary>Jobs whose rows go: they are as if they had never been met.</summary>
    public List<JobId> Forgotten { get; } = [];

    /// <summary>Steps whose credit is to be taken once their rows are written.</summary>
    public List<Step> Steps { get; } = [];

    /// <summary>Runs that are over. The table forgets them last: until then all of this is done again by whoever finds them there.</summary>
    public List<string> EndedRuns { get; } = [];
}

/// <summary>A step granted: its job's row says which.</summary>
/// <param name="Row">The row.</param>
/// <param name="IsRepeated">Whether it was granted before: its credit may have been asked for, and be taken yet.</param>
internal readonly record struct Step(JobRow Row, bool IsRepeated);
