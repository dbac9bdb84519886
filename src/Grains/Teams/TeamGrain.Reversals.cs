using Purser.Accounts;
using Purser.Accounts.Decisions;

namespace Purser.Teams;

/// <summary>Debits that somebody gives back.</summary>
internal sealed partial class TeamGrain
{
    private readonly Dictionary<long, Task<ReversalOutcome>> reversing = [];

    /// <inheritdoc />
    public async Task<ReversalOutcome> Reverse(long entryId, string? note)
    {
        if (note is not null)
        {
            Arguments.Reason(note);
        }

        // Whoever asks for the same reversal meanwhile gets the outcome of the one under way.
        if (reversing.TryGetValue(entryId, out var underWay))
        {
            var outcome = await underWay;
            return outcome is ReversalOutcome.Reversed reversed ? reversed with { Before = true } : outcome;
        }

        var reversal = ReverseOnceAsync(entryId, note);
        reversing.Add(entryId, reversal);
        try
        {
            return await reversal;
        }
        finally
        {
            reversing.Remove(entryId);
        }
    }

    private async Task<ReversalOutcome> ReverseOnceAsync(long entryId, string? note)
    {
        var isFinal = false;
        while (true)
        {
            var (entry, reversal) = await journals.Reader.FindAsync(TeamId, entryId);
            if (entry is null)
            {
                return new ReversalOutcome.NoSuchEntry();
            }

            if (entry.Event is not TeamEvent.Debited debited)
            {
                return new ReversalOutcome.NotADebit();
            }

            if (reversal is not null)
            {
                return new ReversalOutcome.Reversed(TeamViews.Reversal(reversal), Before: true);
            }

            var current = await CurrentJournalAsync();
            if (!current.Knows(entry))
            {
                continue;
            }

            Entry[] recorded = [];
            TeamJournal.Queued queued;
            lock (current.Gate)
            {
                current.EnsureRoom(3);
                var now = current.PassTime();
                // No longer held: it was confirmed, or it expired, perhaps this very moment: once that is durable the table says which.
                if (debited.HoldSeconds is null || isFinal || current.Account.Holds.TryGet(entryId, out _))
                {
                    // First the reversal, then what its credit pays.
                    recorded = [.. Reversing.Decide(current.Account, entry, note).Select(happened => current.Record(happened, now))];
                }

                queued = current.Queue();
            }

            var isDurable = await current.CommitAsync(queued);
            if (recorded is [])
            {
                isFinal = isDurable;
            }
            else if (isDurable)
            {
                return new ReversalOutcome.Reversed(TeamViews.Reversal(recorded[0]), Before: false);
            }
        }
    }
}
