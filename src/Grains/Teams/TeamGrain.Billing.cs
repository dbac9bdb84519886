using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.AuditTrail;
using Purser.Billing;

namespace Purser.Teams;

/// <summary>What money does to a team's credits.</summary>
internal sealed partial class TeamGrain : ITeamBilling
{
    private bool topUpUnderWay;
    private string? askedFor;
    private DateTimeOffset askAgainAt;

    /// <inheritdoc />
    public Task<SubscribeOutcome> SetSubscription(SubscriptionTerms terms)
    {
        Arguments.Check(terms);
        return SubscribeAsync((account, now) => Subscribing.Set(account, terms, catalog, now));
    }

    /// <inheritdoc />
    public Task<SubscribeOutcome> CancelSubscription() => SubscribeAsync((account, _) => Subscribing.Cancel(account));

    /// <inheritdoc />
    public async Task<AutoTopUpOutcome> SetAutoTopUp(AutoTopUpTerms? terms)
    {
        Arguments.Check(terms);
        if (terms is not null && !catalog.Packs.ContainsKey(terms.Pack))
        {
            return new AutoTopUpOutcome.UnknownPack(terms.Pack, [.. catalog.Packs.Keys]);
        }

        var outcome = await ChangeAsync<AutoTopUpOutcome>(
            (account, _) => account.AutoTopUp == terms || account.ClosedAt is not null ? [] : [new TeamEvent.AutoTopUpSet(terms)],
            (account, now) => account.ClosedAt is null ? new AutoTopUpOutcome.Done(AutoTopUp(account, now)) : new AutoTopUpOutcome.TeamIsClosed());
        TopUpWhenLow();
        return outcome ?? new AutoTopUpOutcome.NoSuchTeam();
    }

    /// <inheritdoc />
    public Task<AutoTopUpStanding?> GetAutoTopUp() => ReadAsync(AutoTopUp);

    /// <inheritdoc />
    public Task<BillingStanding?> GetBilling() => ReadAsync(TeamViews.Billing);

    /// <inheritdoc />
    public Task<BillingStanding?> Link(string customer, string? replaces = null) => ChangeAsync(
        (account, _) => account.Stripe?.Customer == replaces
            ? [new TeamEvent.StripeLinked(new StripeLink(customer, account.Stripe?.Subscription))]
            : [],
        TeamViews.Billing);

    /// <inheritdoc />
    public Task<BillingStanding?> Unlink(string customer)
    {
        Actor.Stripe.Act();
        return ChangeAsync(
            (account, _) => account.Stripe is { Subscription: null } stripe && stripe.Customer == customer
                ? [new TeamEvent.StripeUnlinked(customer)]
                : [],
            TeamViews.Billing);
    }

    /// <inheritdoc />
    public async Task<BillingStanding?> Follow(StripeSubscription seen)
    {
        // Whoever had Stripe asked: it is Stripe that says so.
        Actor.Stripe.Act();
        var standing = await ChangeAsync(
            (account, now) => Subscribing.Follow(account, seen, catalog, now, stripe.Value.UnconfirmedPatience), TeamViews.Billing);
        askedStripeAt = journals.Clock.GetUtcNow();
        await KeepReminderAsync(seen.IsSettled);
        return standing;
    }

    /// <inheritdoc />
    public Task<TeamCredits?> Buy(PackPurchase purchase)
    {
        (purchase.AttemptId is null ? Actor.Stripe : Actor.Purser).Act();
        return ChangeAsync((account, _) => ToppingUp.Buy(account, purchase) is { } bought ? [bought] : [], TeamViews.Credits);
    }

    /// <inheritdoc />
    public Task<TeamCredits?> Claim(string purchaseId, MoneyClaim[] claims)
    {
        Actor.Stripe.Act();
        return ChangeAsync((account, _) => ToppingUp.Claim(account, purchaseId, claims), TeamViews.Credits);
    }

    /// <inheritdoc />
    public Task<AutoTopUpStanding?> StartAutoTopUp() => ChangeAsync(
        (account, now) => ToppingUp.Start(account, catalog, now) is { } started ? [started] : [], AutoTopUp);

    /// <inheritdoc />
    public Task<AutoTopUpStanding?> FailAutoTopUp(string attemptId, string reason) => ChangeAsync(
        (account, _) => account.AutoTopUpInFlight?.Id == attemptId ? [new TeamEvent.AutoTopUpFailed(attemptId, reason)] : [],
        AutoTopUp);

    /// <inheritdoc />
    public Task<BillingStanding?> NothingIsLeft() => ChangeAsync(
        (account, _) => account.IsStripeToBeTold ? [new TeamEvent.StripeTold()] : [], TeamViews.Billing);

    private AutoTopUpStanding AutoTopUp(TeamAccount account, DateTimeOffset now) => TeamViews.AutoTopUp(account, catalog, now);

    private async Task<SubscribeOutcome> SubscribeAsync(Func<TeamAccount, DateTimeOffset, SubscribeDecision> decide)
    {
        SubscribeDecision? decision = null;
        var outcome = await ChangeAsync<SubscribeOutcome>(
            (account, now) => (decision = decide(account, now)) is SubscribeDecision.Change change ? change.Events : [],
            (account, now) => decision is SubscribeDecision.Refuse refuse
                ? refuse.Outcome
                : new SubscribeOutcome.Done(TeamViews.Credits(account, now)));
        await KeepReminderAsync();
        return outcome ?? new SubscribeOutcome.NoSuchTeam();
    }

    /// <summary>Has a pack bought where the owner wants that and credits are low. Nobody's debit waits for it.</summary>
    private void TopUpWhenLow()
    {
        if (!topUpUnderWay && journal is { IsLost: false } current && current.Look(IsTopUpDue))
        {
            TopUpAsync().Ignore();
        }
    }

    /// <summary>An attempt under way is asked for once; then its webhook, or the next look at Stripe, tells how it ended.</summary>
    private bool IsTopUpDue(TeamAccount account)
    {
        if (account.AutoTopUp is null)
        {
            return false;
        }

        var now = account.Now(journals.Clock.GetUtcNow());
        return now >= askAgainAt && (account.AutoTopUpInFlight is { } attempt
            ? attempt.Id != askedFor
            : ToppingUp.Start(account, catalog, now) is not null);
    }

    private async Task TopUpAsync()
    {
        topUpUnderWay = true;
        Actor.Purser.Act();
        try
        {
            while (await GrainFactory.GetGrain<IBillingEvents>(TeamId).TopUpAutomatically())
            {
                // Bought: one pack may not have been enough.
            }

            askedFor = journal!.Look(static account => account.AutoTopUpInFlight?.Id);
        }
        catch (Exception failure)
        {
            // The attempt is in the ledger: a later debit, or the next look at Stripe, goes on with it.
            askAgainAt = journals.Clock.GetUtcNow() + ToppingUp.PauseAfterFailure;
            LogTopUpFailed(TeamId, failure);
        }
        finally
        {
            topUpUnderWay = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The automatic top-up of team {TeamId} was interrupted; it is gone on with later.")]
    private partial void LogTopUpFailed(TeamId teamId, Exception failure);
}
