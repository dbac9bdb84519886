using Purser.Teams;
using Stripe;

namespace Purser.Billing;

internal sealed partial class BillingGrain
{
    /// <inheritdoc />
    public async Task<bool> SettleSubscription(string customer)
    {
        if (!stripe.IsConfigured || await Team.GetBilling() is not { } standing)
        {
            return false;
        }

        await store.LinkAsync(customer, TeamId);
        return await FollowAsync(customer, standing) switch
        {
            ReconcileOutcome.Reconciled => true,
            // Of the one it follows all but the plan was taken over. Of a new one nothing was: Stripe delivers again for days,
            // time to put the price into the catalog.
            ReconcileOutcome.Refused refused => throw new StripeAwayException(refused.Reason),
            ReconcileOutcome.UnknownPrice unknown => standing.Subscription is not null ? true : throw NoPlanHas(unknown.Price),
            _ => false,
        };
    }

    /// <inheritdoc />
    public async Task<bool> SettleCustomer(string customer)
    {
        if (!stripe.IsConfigured || await Team.GetBilling() is not { } standing || standing.Customer != customer)
        {
            return false;
        }

        if (await IsGoneAsync(customer))
        {
            // Its subscriptions ended with it.
            if (await FollowAsync(customer, standing) is ReconcileOutcome.Refused refused)
            {
                throw new StripeAwayException(refused.Reason);
            }

            await Team.Unlink(customer);
        }

        return true;
    }

    private StripeAwayException NoPlanHas(string price) =>
        new($"No plan of the catalog has the Stripe price {price}, which team {TeamId} subscribed to; add it as its StripePrice.");

    private async Task<ReconcileOutcome> FollowAsync(string customer, BillingStanding standing)
    {
        if (standing.IsClosed)
        {
            return await EndSubscriptionsAsync(customer, standing) is { } refusal
                ? new ReconcileOutcome.Refused(refusal)
                : new ReconcileOutcome.Reconciled(standing.Credits, customer, Subscription: null, IsSettled: true);
        }

        // The followed one is asked for first: whatever became of its customer, it tells the truth of itself.
        string? unknown = null;
        if (standing.Subscription is { } followedId)
        {
            switch (await stripe.SubscriptionAsync(followedId))
            {
                case { Refusal: { Kind: StripeRefusalKind.Missing } missing }:
                    unknown = OfAnotherAccount(missing);
                    break;
                case { Refusal: { } refusal }:
                    return new ReconcileOutcome.Refused(refusal.Reason);
                case { Value: { } followed } when StateOf(followed) != StripeState.Over && IsOfThisTeam(followed):
                    return await FollowAsync(followed, standing);
            }

            // Its end comes first, whatever else there is.
            standing = unknown is null ? await Team.Follow(Ended(standing.Customer ?? customer, followedId)) ?? standing : standing;
        }

        var found = await stripe.SubscriptionsAsync(customer);
        if (found.Refusal is { Kind: not StripeRefusalKind.Missing } refused)
        {
            return new ReconcileOutcome.Refused(refused.Reason);
        }

        var newest = found.Value?.Where(each => IsOfThisTeam(each) && StateOf(each) != StripeState.Over).MaxBy(each => each.Created);
        if (newest is not null)
        {
            return await FollowAsync(newest, standing);
        }

        return unknown is null
            ? new ReconcileOutcome.Reconciled(
                standing.Credits, customer, standing.Subscription, IsSettled: true, IsCustomerMissing: found.Refusal is not null)
            : new ReconcileOutcome.Refused(unknown);
    }

    private async Task<ReconcileOutcome> FollowAsync(Subscription subscription, BillingStanding standing)
    {
        var item = subscription.Items.Data.Find(each => catalog.PlanOfPrice(each.Price.Id) is not null);
        if (item is not null)
        {
            return await Team.Follow(Describe(subscription, item, catalog.PlanOfPrice(item.Price.Id)!)) is { } followed
                ? new ReconcileOutcome.Reconciled(followed.Credits, followed.Customer, followed.Subscription, IsSettled(subscription, item))
                : new ReconcileOutcome.NoSuchTeam();
        }

        item = subscription.Items.Data[0];
        if (subscription.Id == standing.Subscription && standing.Credits.Plan is { } plan && catalog.Plans.ContainsKey(plan))
        {
            // What it is worth is not known; whether it is paid, and until when, is.
            await Team.Follow(Describe(subscription, item, plan));
        }

        return new ReconcileOutcome.UnknownPrice(item.Price.Id);
    }

    /// <summary>Whether Stripe has no such customer: deleted, or of another account or mode.</summary>
    private async Task<bool> IsGoneAsync(string customer) => (await stripe.CustomerAsync(customer)).OrMissing() is not { Deleted: not true };

    /// <summary>A customer may have subscriptions that are another team's, or none of Purser's business.</summary>
    private bool IsOfThisTeam(Subscription subscription)
    {
        var named = subscription.Metadata?.GetValueOrDefault(StripeNames.Team);
        return named is null ? subscription.Items.Data.Exists(item => catalog.PlanOfPrice(item.Price.Id) is not null) : named == TeamId.Value;
    }

    private StripeSubscription Describe(Subscription subscription, SubscriptionItem item, string plan) => new(
        subscription.CustomerId,
        subscription.Id,
        StateOf(subscription),
        plan,
        (int)Math.Clamp(item.Quantity, 0, Limits.Seats),
        Utc(item.CurrentPeriodStart),
        Utc(item.CurrentPeriodEnd),
        Utc(subscription.BillingCycleAnchor),
        subscription.CancelAtPeriodEnd || subscription.CancelAt <= item.CurrentPeriodEnd,
        IsSettled(subscription, item),
        item.Price.Recurring is not { } paid || paid is { Interval: "month", IntervalCount: 1 });

    private static StripeSubscription Ended(string customer, string id) => new(
        customer, id, StripeState.Over, Plan: "", Seats: 0, default, default, default, EndsWithPeriod: true, IsSettled: true);

    private static StripeState StateOf(Subscription subscription) => subscription.Status switch
    {
        "active" => StripeState.Paid,
        "past_due" or "unpaid" or "paused" => StripeState.Overdue,
        "canceled" or "incomplete_expired" => StripeState.Over,
        _ => StripeState.NotStarted,
    };

    /// <summary>Whether nothing is to be expected from Stripe before the period's end; if so the team need not ask until then.</summary>
    private bool IsSettled(Subscription subscription, SubscriptionItem item) => StateOf(subscription) switch
    {
        StripeState.Overdue => false,
        StripeState.Paid => Utc(item.CurrentPeriodEnd) > guard.Now() && subscription.LatestInvoice?.Status is not ("draft" or "open"),
        _ => true,
    };

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));
}
