using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Purser.Billing;

namespace Purser.Teams;

/// <summary>
/// The wake-up at the end of a cycle, for a team that nobody asks for anything then. It decides nothing: it lets time pass as
/// every access does.
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
            return;
        }

        if (stripe.Subscription is null || await IsConfirmedByStripeAsync())
        {
            await KeepReminderAsync();
        }
    }

    private static StripeLink NoStripe { get; } = new("", Subscription: null);

    private async Task<bool> IsConfirmedByStripeAsync()
    {
        try
        {
            return await GrainFactory.GetGrain<IBillingGrain>(TeamId).Reconcile() is ReconcileOutcome.Reconciled { IsSettled: true };
        }
        catch (Exception failure)
        {
            // It rings again in an hour, and until then the team goes by its own count.
            LogNotConfirmed(TeamId, failure);
            return false;
        }
    }

    /// <summary>Makes the reminder ring at the end of the cycle, if it is not set so already.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be stored: whoever asks for the same again makes up for it.</exception>
    private async Task KeepReminderAsync()
    {
        if (journal?.Account is not { Opening: not null } account || ringsAt == (account.Cycle.End ?? DateTimeOffset.MaxValue))
        {
            return;
        }

        var (end, now) = (account.Cycle.End, account.Now(journals.Clock.GetUtcNow()));
        try
        {
            if (end is null)
            {
                await StopReminderAsync();
            }
            else
            {
                await this.RegisterOrUpdateReminder(CycleEnd, end > now ? end.Value - now + Place() : Again, Again);
            }
        }
        catch (Exception failure)
        {
            throw NotStored(failure);
        }

        ringsAt = end ?? DateTimeOffset.MaxValue;
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
