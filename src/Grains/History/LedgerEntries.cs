using Purser.Accounts;
using Purser.Ledger;

namespace Purser.History;

/// <summary>Entries as they are shown to people.</summary>
internal static class LedgerEntries
{
    public static LedgerEntry Of(Entry entry)
    {
        var movement = entry.Event.Movement;
        var reversed = entry.Event as TeamEvent.Reversed;
        var debit = reversed?.Of ?? entry.Event as TeamEvent.Debited;
        return new LedgerEntry(
            entry.Seq,
            entry.At,
            LedgerDetail.Word(EventDetail.KindOf(entry.Event)),
            movement?.Bucket,
            movement?.Amount ?? Credits.Zero,
            // Where a team opens no cycle has begun.
            entry.Event is TeamEvent.TeamOpened ? null : entry.CycleStart,
            debit is null ? null : new LedgerDebit(debit.MemberId, debit.Action, debit.JobId, debit.Regeneration, reversed?.Debit),
            LedgerDetail.Of(entry.Event),
            entry.Balance);
    }
}
