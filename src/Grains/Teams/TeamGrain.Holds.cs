using System.Globalization;
using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>Debits that give themselves back unless they are confirmed in time. The giving back is the passing of time.</summary>
internal sealed partial class TeamGrain
{
    private const string HoldExpiry = "hold-expiry";

    private bool ringsForHolds;
    private bool changesHoldReminder;

    /// <inheritdoc />
    public async Task<ConfirmOutcome> Confirm(long entryId)
    {
        while (true)
        {
            var current = await CurrentJournalAsync();
            bool isThere;
            Entry? confirmed = null;
            TeamJournal.Queued queued;
            lock (current.Gate)
            {
                isThere = current.Account.Opening is not null;
                if (isThere)
                {
                    current.EnsureRoom(MostEventsAtOnce);
                    var now = current.PassTime();
                    confirmed = current.Account.Holds.TryGet(entryId, out _)
                        ? current.Record(new TeamEvent.HoldConfirmed(entryId), now, ConfirmationKey(entryId))
                        : null;
                }

                queued = current.Queue();
            }

            if (!isThere)
            {
                if (await current.IsCurrentAsync(queued))
                {
                    ForgetAbsentTeam();
                    return new ConfirmOutcome.NoSuchEntry();
                }
            }
            else if (await current.CommitAsync(queued))
            {
                if (confirmed is not null)
                {
                    SnapshotWhenDue();
                    return new ConfirmOutcome.Confirmed(entryId, confirmed.At);
                }

                // It is not on hold, and whatever ended its hold is durable by now.
                if (await HowItEndedAsync(current, entryId) is { } outcome)
                {
                    return outcome;
                }
            }
        }
    }

    /// <summary>What the table says of a debit that is not on hold; null where another activation has written it.</summary>
    private async Task<ConfirmOutcome?> HowItEndedAsync(TeamJournal current, long entryId)
    {
        var (entry, reversal) = await journals.Reader.FindAsync(TeamId, entryId);
        if (entry is null)
        {
            return await current.IsCurrentAsync(current.Queue()) ? new ConfirmOutcome.NoSuchEntry() : null;
        }

        if (entry.Event is not TeamEvent.Debited debited)
        {
            return new ConfirmOutcome.NotADebit();
        }

        if (debited.HoldSeconds is null)
        {
            return new ConfirmOutcome.NotHeld();
        }

        if (await FindConfirmationAsync(entryId) is { } confirmation)
        {
            return new ConfirmOutcome.Confirmed(entryId, confirmation.At);
        }

        if (reversal?.Event is TeamEvent.Reversed reversed)
        {
            return reversed.HoldExpired ? new ConfirmOutcome.Expired() : new ConfirmOutcome.Reversed();
        }

        return current.Knows(entry) && await current.IsCurrentAsync(current.Queue())
            ? throw new AccountBrokenException($"Debit {entryId} of team {TeamId} is neither on hold, confirmed nor given back.")
            : null;
    }

    /// <summary>
    /// A hold that nobody asks after expires all the same: while any is open the team is woken every two minutes. Nobody's debit
    /// waits for that to be stored, and who asks for anything of the team finds its expired holds given back.
    /// </summary>
    private void RingForHolds()
    {
        if (!ringsForHolds && !changesHoldReminder && HasHolds)
        {
            KeepHoldReminderAsync().Ignore();
        }
    }

    private bool HasHolds => journal is { IsLost: false } current && current.Look(static account => account.Holds.Count > 0);

    private async Task GiveBackExpiredHoldsAsync()
    {
        ringsForHolds = true;
        await LetPass();
        await KeepHoldReminderAsync();
    }

    private async Task KeepHoldReminderAsync()
    {
        if (changesHoldReminder)
        {
            // Whoever is at it looks again.
            return;
        }

        changesHoldReminder = true;
        try
        {
            while (ringsForHolds != HasHolds)
            {
                var rings = HasHolds;
                await (rings ? this.RegisterOrUpdateReminder(HoldExpiry, Again, Again) : StopReminderAsync(HoldExpiry));
                ringsForHolds = rings;
            }
        }
        catch (Exception failure)
        {
            // The next held debit tries again.
            LogHoldReminderNotKept(TeamId, failure);
        }
        finally
        {
            changesHoldReminder = false;
        }
    }

    private async Task<Entry?> FindConfirmationAsync(long entryId)
    {
        var key = ConfirmationKey(entryId);
        return (await journals.Reader.FindByKeysAsync(TeamId, [key])).GetValueOrDefault(key);
    }

    /// <summary>The key under which a confirmation stands in the ledger.</summary>
    private static string ConfirmationKey(long entryId) => OwnKeys.Of(string.Create(CultureInfo.InvariantCulture, $"confirm:{entryId}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The wake-up for the held debits of team {TeamId} could not be stored; the next one tries again.")]
    private partial void LogHoldReminderNotKept(TeamId teamId, Exception failure);
}
