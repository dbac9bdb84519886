using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Purser.Billing;

namespace Purser.Teams;

/// <summary>
/// The wake-up at the end of a cycle, for a team that nobody asks for anything then. It decides nothing: it lets time pass as
/// every access does, and some hours later has Stripe asked how it stands with the team.
/// </summary>
internal sealed partial class TeamGrain : IRemindable
{
    private const string CycleEnd = "cycle-end";

    /// <summary>
    /// How soon it rings again: Orleans skips a ring whose time passed while the cluster was down, and waits a whole period. So
    /// this is how late a reset may be after an outage.
    /// </summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(2);

    /// <summary>How soon Stripe is asked again while the new period's invoice is unpaid, or it did not answer.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);

    /// <summary>
    /// Over how long rings for one and the same instant are spread, each team at its own place. Many cycles end at once (a
    /// month's first, for one), and waking all their teams together would make everybody else's debits wait. Who asks for
    /// something of a team meanwhile finds it reset.
    /// </summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(45);

    private Task reminderChange = Task.CompletedTask;
    private DateTimeOffset? ringsAt;
    private DateTimeOffset askedStripeAt;
    private DateTimeOffset confirmedAt;

    /// <inheritdoc />
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName == HoldExpiry)
        {
            await GiveBackExpiredHoldsAsync();
            return;
        }

        ringsAt = null;
        if (await ReadAsync((account, now) => new Wake(account.Stripe is not null && AsksStripeAt(account) <= now, account.IsStripeToBeTold), ResetCause.Reminder)
            is not { } wake)
        {
            await StopReminderAsync(CycleEnd);
        }
        else if (wake.TellsStripe)
        {
            await TellStripeAsync();
            await KeepReminderAsync();
        }
        else if (!wake.AsksStripe || await FollowsNothingAsync())
        {
            await KeepReminderAsync();
        }
    }

    /// <summary>What a ring has to do beside letting time pass.</summary>
    private sealed record Wake(bool AsksStripe, bool TellsStripe);

    /// <summary>
    /// When Stripe may be asked next how it stands with the team. Not at the cycle's start, when all teams of a month's first
    /// would ask at once, but each at its own place in the hours after it.
    /// </summary>
    private DateTimeOffset AsksStripeAt(TeamAccount account)
    {
        var place = PlaceAfter(account.Cycle);
        var again = askedStripeAt == default ? default : askedStripeAt + AskAgain;
        return again > place ? again : place;
    }

    /// <summary>Whether Stripe was asked in this cycle, or must have been: its period is confirmed, and the team's place is over.</summary>
    private bool WasAsked(TeamAccount account, DateTimeOffset now) => confirmedAt >= account.Cycle.Start
        || (account.Paid?.Until > account.Cycle.Start && now >= PlaceAfter(account.Cycle) + AskAgain);

    private DateTimeOffset PlaceAfter(Cycle cycle) => cycle.Start + PlaceIn(stripe.Value.ConfirmationSpread, TeamId);

    /// <summary>
    /// Asks Stripe, also for a customer without a subscription that we know of: the news of one may be lost. What is followed
    /// comes back through <see cref="Follow"/>, which sets the next ring.
    /// </summary>
    private async Task<bool> FollowsNothingAsync()
    {
        try
        {
            // What is followed sets its ring before the answer is here.
            confirmedAt = askedStripeAt = journals.Clock.GetUtcNow();
            var outcome = await GrainFactory.GetGrain<IBillingEvents>(TeamId).Confirm();
            if (outcome is ReconcileOutcome.Refused refused)
            {
                LogRefused(TeamId, refused.Reason);
            }

            confirmedAt = outcome is null or ReconcileOutcome.Refused ? default : confirmedAt;
            return outcome is ReconcileOutcome.Reconciled { Subscription: null };
        }
        catch (Exception failure)
        {
            // The next ring sets it to an hour from now, and until then the team goes by its own count.
            confirmedAt = default;
            LogNotConfirmed(TeamId, failure);
            return false;
        }
    }

    /// <summary>Makes the reminder ring at the end of the cycle, if it is not set so already.</summary>
    /// <param name="isSettled">Whether nothing is awaited before that; else it rings within the hour.</param>
    /// <exception cref="LedgerUnavailableException">It could not be stored: whoever asks for the same again makes up for it.</exception>
    private Task KeepReminderAsync(bool isSettled = true)
    {
        // One change at a time: of two under way at once the older might be stored last.
        return reminderChange = AfterAsync(reminderChange);

        async Task AfterAsync(Task earlier)
        {
            await earlier.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            await SetReminderAsync(isSettled);
        }
    }

    private async Task SetReminderAsync(bool isSettled)
    {
        if (journal is not { } current || !current.Look(static account => account.Opening is not null))
        {
            return;
        }

        var ring = current.Look(account => NextRing(account, account.Now(journals.Clock.GetUtcNow()), isSettled));
        if (isSettled && ringsAt == (ring ?? DateTimeOffset.MaxValue))
        {
            return;
        }

        try
        {
            if (ring is null)
            {
                await StopReminderAsync(CycleEnd);
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
        if (account.ClosedAt is not null)
        {
            return account.IsStripeToBeTold ? now + AskAgain : null;
        }

        var end = account.Cycle.End is { } cycleEnd && cycleEnd > now ? cycleEnd + PlaceIn(Spread, TeamId) : (DateTimeOffset?)null;
        if (account.Paid?.Until is { } until && until > now && until < account.Cycle.End)
        {
            // Paid by the week: Stripe has something new to say before the cycle is over.
            end = Earlier(end, until + PlaceIn(stripe.Value.ConfirmationSpread, TeamId));
        }

        // An invoice that is not paid yet has its webhook, which most often comes first; one that is overdue is waited for.
        var soon = now + AskAgain + (account.Status is TeamStatus.Active ? PlaceIn(stripe.Value.ConfirmationSpread, TeamId) : TimeSpan.Zero);
        var asks = account.Stripe switch
        {
            null => (DateTimeOffset?)null,
            _ when !isSettled || account is { Status: TeamStatus.PastDue, Stripe.Subscription: not null } => soon,
            _ => WasAsked(account, now) ? null : AsksStripeAt(account),
        };
        return end is { } ring
            ? asks < ring ? asks : ring
            : account.Stripe?.Subscription is not null || account.Cycle.End is not null ? soon : null;
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    /// <summary>A team's own place in a stretch of time: the same whenever it is asked for.</summary>
    internal static TimeSpan PlaceIn(TimeSpan stretch, TeamId teamId) =>
        stretch * (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(teamId.Value.AsSpan())) / (double)ulong.MaxValue);

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private LedgerUnavailableException NotStored(Exception failure) =>
        new($"The wake-up of team {TeamId} could not be stored: {failure.Message}");

    private async Task StopReminderAsync(string name)
    {
        if (await this.GetReminder(name) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe refuses to say how team {TeamId} stands; it is asked again in an hour: {Reason}")]
    private partial void LogRefused(TeamId teamId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe has not confirmed the cycle of team {TeamId}; it is asked again in an hour.")]
    private partial void LogNotConfirmed(TeamId teamId, Exception failure);
}
