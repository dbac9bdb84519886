using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Purser.Billing;

namespace Purser.Teams;

/// <summary>
/// The wake-up at the end of a cycle, for a team that nobody asks for anything then. It decides nothing: it lets time pass as
/// every access does, and has Stripe asked how it stands with the team.
/// </summary>
internal sealed partial class TeamGrain : IRemindable
{
    private const string CycleEnd = "cycle-end";

    /// <summary>
    /// How soon it rings again: Orleans skips a ring whose time passed while the cluster was down, and waits a whole period.
    /// It also rings on until Stripe has confirmed the new period, so that a lost webhook heals within the hour.
    /// </summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    /// <summary>
    /// Over how long rings for one and the same instant are spread, each team at its own place. Many cycles end at once (a
    /// month's first, for one), and waking all their teams together would make everybody else's debits wait. Who asks for
    /// something of a team meanwhile finds it reset.
    /// </summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(45);

    private DateTimeOffset? ringsAt;

    /// <inheritdoc />
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        ringsAt = null;
        if (await ReadAsync((account, _) => account.Stripe ?? NoStripe, ResetCause.Reminder) is not { } stripe)
        {
            await StopReminderAsync();
        }
        else if (stripe == NoStripe || await FollowsNothingAsync())
        {
            await KeepReminderAsync();
        }
    }

    private static StripeLink NoStripe { get; } = new("", Subscription: null);

    /// <summary>
    /// Asks Stripe, also for a customer without a subscription that we know of: the news of one may be lost. What is followed
    /// comes back through <see cref="Follow"/>, which sets the next ring.
    /// </summary>
    private async Task<bool> FollowsNothingAsync()
    {
        try
        {
            return await GrainFactory.GetGrain<IBillingGrain>(TeamId).Reconcile() is ReconcileOutcome.Reconciled { Subscription: null };
        }
        catch (Exception failure)
        {
            // It rings again in an hour, and until then the team goes by its own count.
            LogNotConfirmed(TeamId, failure);
            return false;
        }
    }

    /// <summary>Makes the reminder ring at the end of the cycle, if it is not set so already.</summary>
    /// <param name="isSettled">Whether nothing is awaited before that; else it rings within the hour.</param>
    /// <exception cref="LedgerUnavailableException">It could not be stored: whoever asks for the same again makes up for it.</exception>
    private async Task KeepReminderAsync(bool isSettled = true)
    {
        if (journal?.Account is not { Opening: not null } account)
        {
            return;
        }

        var ring = NextRing(account, account.Now(journals.Clock.GetUtcNow()), isSettled);
        if (isSettled && ringsAt == (ring ?? DateTimeOffset.MaxValue))
        {
            return;
        }

        try
        {
            if (ring is null)
            {
                await StopReminderAsync();
            }
            else
            {
                var due = ring.Value - journals.Clock.GetUtcNow();
                await this.RegisterOrUpdateReminder(CycleEnd, due > TimeSpan.Zero ? due : TimeSpan.Zero, Again);
            }
        }
        catch (Exception failure)
        {
            throw NotStored(failure);
        }

        ringsAt = isSettled ? ring ?? DateTimeOffset.MaxValue : null;
    }

    /// <summary>Null: nothing is to come. A subscription that is followed is asked after also when no cycle runs.</summary>
    private DateTimeOffset? NextRing(TeamAccount account, DateTimeOffset now, bool isSettled)
    {
        var end = account.Cycle.End is { } cycleEnd && cycleEnd > now ? cycleEnd + Place() : (DateTimeOffset?)null;
        var soon = now + Again;
        return end switch
        {
            { } ring => isSettled || ring < soon ? ring : soon,
            null => account.Stripe?.Subscription is not null || account.Cycle.End is not null ? soon : null,
        };
    }

    private TimeSpan Place() =>
        Spread * (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(TeamId.AsSpan())) / (double)ulong.MaxValue);

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private LedgerUnavailableException NotStored(Exception failure) =>
        new($"The wake-up of team {TeamId} could not be stored: {failure.Message}");

    private async Task StopReminderAsync()
    {
        if (await this.GetReminder(CycleEnd) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe has not confirmed the cycle of team {TeamId}; it is asked again in an hour.")]
    private partial void LogNotConfirmed(string teamId, Exception failure);
}
