namespace Purser.Insights;

/// <summary>
/// Some days of a team's use, taken in row by row in their order. What is kept of a row is a few numbers, so that hundreds of
/// thousands are some megabytes.
/// </summary>
internal sealed class UseFacts
{
    private long? first;

    /// <summary>Runs of the Job Assistant, and what came of them.</summary>
    public OpenedJobs Opened { get; } = new();

    /// <summary>Actions that were done again.</summary>
    public Rerolls Rerolls { get; } = new();

    public void Take(in UseRow row)
    {
        first ??= row.Seq;
        if (row.Reverses < first)
        {
            // It gives back what was spent before the days looked at.
            return;
        }

        var credits = row.Reverses is null ? 1 : -1;
        if (row.Regeneration)
        {
            Rerolls.Take(row, credits);
        }
        else if (row is { Action: AiAction.JobAssistant, Job: not 0 })
        {
            Opened.Open(row, credits);
        }

        if (row is { Action: AiAction.CoverLetter or AiAction.Answer or AiAction.AutoBid, Job: not 0, Reverses: null })
        {
            Opened.Follow(row);
        }
    }
}
