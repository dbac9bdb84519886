using Purser.AutoBid.Decisions;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>
/// The look at what is unfinished, for a member whose runs do not come back: while there is any, it rings every hour. Whether a
/// worker is started again nobody knows, and in a container it has another name then.
/// </summary>
internal sealed partial class AutoBidGrain : IRemindable
{
    private const string Settle = "settle";

    /// <summary>The first look: a run that is gone has lost its lease by then.</summary>
    private static readonly TimeSpan Soon = JobLease.Lasts + TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private bool isReminded;

    /// <inheritdoc />
    public Task ReceiveReminder(string reminderName, TickStatus status) => ChangeAsync(async (current, now) =>
    {
        await SettleAsync(current, now);
        if (current.Account.IsIdle && await this.GetReminder(Settle) is { } reminder)
        {
            // If another activation has set it anew since, it is not this one that is removed.
            await current.ProveAsync();
            isReminded = false;
            await this.UnregisterReminder(reminder);
        }

        return true;
    });

    /// <exception cref="LedgerUnavailableException">It could not be stored: whoever asks for the same again makes up for it.</exception>
    private async Task KeepReminderAsync()
    {
        if (isReminded)
        {
            return;
        }

        try
        {
            await this.RegisterOrUpdateReminder(Settle, Soon, Again);
            isReminded = true;
        }
        catch (Exception failure)
        {
            throw NotStored(failure);
        }
    }

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private LedgerUnavailableException NotStored(Exception failure) =>
        new($"The wake-up of Auto Bid of {memberId} of team {teamId} could not be stored: {failure.Message}");
}
