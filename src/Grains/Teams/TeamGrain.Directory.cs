using Microsoft.Extensions.Logging;
using Purser.Accounts.Decisions;
using Purser.Billing;

namespace Purser.Teams;

/// <summary>The team among the others: what it is called, and that it is closed.</summary>
internal sealed partial class TeamGrain
{
    private bool tellsStripe;

    /// <inheritdoc />
    public Task<TeamListing?> Change(TeamChange change)
    {
        Arguments.Check(change);
        return ChangeAsync((account, _) => Renaming.Decide(account, change), TeamViews.Listing);
    }

    /// <inheritdoc />
    public async Task<TeamListing?> Close(bool forgetsPeople = false)
    {
        var closed = await ChangeAsync(
            JournalWithPeopleAsync,
            (current, now) => Closing.Decide(current.Account, now, forgetsPeople && current.People!.KnowsAnybody),
            static (current, _) => TeamViews.Listing(current.Account));
        if (closed is not null)
        {
            // It rings until Stripe was told: that may be refused, or outlive this silo.
            await KeepReminderAsync();
            TellStripeAsync().Ignore();
            if (forgetsPeople)
            {
                await ForgetInSnapshotAsync();
            }
        }

        return closed;
    }

    /// <summary>Has whatever runs at Stripe for a closed team ended there.</summary>
    private async Task TellStripeAsync()
    {
        if (tellsStripe || journal is not { IsLost: false } current || !current.Look(static account => account.IsStripeToBeTold))
        {
            return;
        }

        tellsStripe = true;
        try
        {
            if (await GrainFactory.GetGrain<IBillingEvents>(TeamId).EndAll() is { } refusal)
            {
                LogNotEnded(TeamId, refusal);
            }

            await KeepReminderAsync();
        }
        catch (Exception failure)
        {
            LogStripeNotTold(TeamId, failure);
        }
        finally
        {
            tellsStripe = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Team {TeamId} is closed, and Stripe refuses to end what it pays for; it is asked again in an hour: {Reason}")]
    private partial void LogNotEnded(TeamId teamId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Team {TeamId} is closed, and Stripe could not be told; it is told again in an hour.")]
    private partial void LogStripeNotTold(TeamId teamId, Exception failure);
}
