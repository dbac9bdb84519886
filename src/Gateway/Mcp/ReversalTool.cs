using Purser.Gateway.Answers;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Gateway.V1;

namespace Purser.Gateway.Mcp;

/// <summary>A debit's credit, given back.</summary>
internal static class ReversalTool
{
    public static async Task<string> PreviewAsync(ToolCall call, ReversalOf reversal)
    {
        var credits = (await TeamRoutes.GetCreditsAsync(call.TeamId, new(new CreditsQuery()), call.Cluster)).Document;
        var debit = await FindAsync(call, reversal.EntryId);
        var what = $"debit {debit.EntryId} ({debit.Label} by {debit.MemberId} at {ToolWords.Instant(debit.At)})";
        var bucket = Codes.Of(debit.Bucket);
        return debit.ReversedBy is { } before ? $"Nothing happens: {what} was reversed by entry {before} already."
            : debit.Bucket == Bucket.Pool && debit.CycleStart != credits.Cycle.Start ? $"{what} is marked as reversed, but no credit comes back: it is of a cycle that is over."
            : $"The credit of {what} goes back to {bucket}.";
    }

    /// <summary>The entry itself is the first of a page that begins right before the next one.</summary>
    private static async Task<UsageItemAnswer> FindAsync(ToolCall call, long entryId)
    {
        var before = EntryCursor.Write(EntryCursor.Usage, entryId == long.MaxValue ? entryId : entryId + 1);
        var page = (await UsageRoutes.ListAsync(call.TeamId, new(new UsageFilter(Cursor: before, Limit: 1)), call.Cluster)).Document;
        return page.Items switch
        {
            [{ Reverses: null } debit] when debit.EntryId == entryId => debit,
            [var reversal] when reversal.EntryId == entryId => throw new ProblemException(Problem.NotADebit(entryId)),
            _ => throw new ProblemException(Problem.NoSuchEntry(call.TeamId, entryId) with { Detail = $"Team {call.TeamId} has no debit {entryId}." }),
        };
    }
}

/// <summary>Which debit, and why.</summary>
/// <param name="EntryId">The debit's, as usage lists it.</param>
internal sealed record ReversalOf([Between(1, long.MaxValue)] long EntryId, [Reason] string? Reason = null);
