using Purser.Gateway.Requests;
using Purser.Gateway.Reversals;
using Purser.History;

namespace Purser.Gateway.Usage;

/// <summary>One page of usage as it is answered.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record UsageAnswer(UsageRow[] Items, string? Next)
{
    public static UsageAnswer Of(UsagePage page) =>
        new([.. page.Items.Select(UsageRow.Of)], EntryCursor.Write(EntryCursor.Usage, page.Next));
}

/// <summary>A debit, or a reversal that points to its debit.</summary>
internal sealed record UsageRow(
    long EntryId,
    string Kind,
    DateTimeOffset At,
    string MemberId,
    AiAction Action,
    string Label,
    string? JobId,
    bool Regeneration,
    Bucket Bucket,
    Credits Amount,
    DateTimeOffset CycleStart,
    long? Reverses,
    string? Reason,
    string? Note)
{
    public static UsageRow Of(UsageItem item) => new(
        item.EntryId,
        item.Reverses is null ? "debit" : "reversal",
        item.At,
        item.MemberId,
        item.Action,
        item.Action.Label(),
        item.JobId,
        item.Regeneration,
        item.Bucket,
        item.Amount,
        item.CycleStart,
        item.Reverses,
        ReversalAnswer.ReasonOf(item.HoldExpired, item.CycleClosed),
        item.Note);
}
