using Purser.Gateway.Answers;
using Purser.Teams;

namespace Purser.Gateway.Reversals;

/// <summary>
/// A reversal as it is answered. The note is what the caller gave as the reason; the reason here is
/// <c>hold_expired</c> where nobody asked for it, <c>cycle_closed</c> where the credit went nowhere, else null.
/// </summary>
internal sealed record ReversalAnswer(
    long EntryId,
    long Reverses,
    string TeamId,
    string MemberId,
    AiAction Action,
    string? JobId,
    Bucket Bucket,
    Credits Amount,
    string? Reason,
    string? Note,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    CreditsAfter Credits)
{
    public static string? ReasonOf(bool holdExpired, bool cycleClosed) =>
        holdExpired ? "hold_expired" : cycleClosed ? "cycle_closed" : null;

    public static ReversalAnswer Of(string teamId, ReversalReceipt receipt) => new(
        receipt.EntryId,
        receipt.Reverses,
        teamId,
        receipt.MemberId,
        receipt.Action,
        receipt.JobId,
        receipt.Bucket,
        receipt.Amount,
        ReasonOf(receipt.HoldExpired, receipt.CycleClosed),
        receipt.Note,
        receipt.At,
        receipt.CycleStart,
        CreditsAfter.Of(receipt.Balance));
}
