using Purser.Teams;
using Stripe;

namespace Purser.Billing;

internal sealed partial class BillingGrain
{
    /// <inheritdoc />
    public async Task<bool> SettleSubscription(string customer)
    {
        if (stripe.Client is null || await Team.GetBilling() is not { } standing)
        {
            return false;
        }

        await store.LinkAsync(customer, TeamId);
        return await FollowAsync(customer, standing) switch
        {
            ReconcileOutcome.Reconciled => true,
            // Of the one it follows all but the plan was taken over. Of a new one nothing was: Stripe delivers again for days,
            // time to put the price into the catalog.
            ReconcileOutcome.UnknownPrice unknown => standing.Subscription is not null ? true : throw NoPlanHas(unknown.Price),
            _ => false,
        };
    }

    private StripeAwayException NoPlanHas(string price) =>
        new($"No plan of the catalog has the Stripe price {price}, which team {TeamId} subscribed to; add it as its StripePrice.");

    private async Task<ReconcileOutcome> FollowAsync(string customer, BillingStanding standing)
    {
        var found = await StripeAccount.AskAsync(() => stripe.Client!.V1.Subscriptions.ListAsync(new()
        {
            Customer = customer, Status = "all", Limit = 100, Expand = ["data.latest_invoice"],
        }));
        if (standing.Subscription is { } followedId)
        {
            var followed = found.Data.Find(each => each.Id == followedId) ?? await FindAsync(followedId);
            if (followed is not null && StateOf(followed) != StripeState.Over && IsOfThisTeam(followed))
            {
                return await FollowAsync(followed, standing);
            }

            // Its end comes first, whatever else there is.
            standing = await Team.Follow(Ended(standing.Customer ?? customer, followedId)) ?? standing;
        }

        var newest = found.Data.Where(each => IsOfThisTeam(each) && StateOf(each) != StripeState.Over).MaxBy(each => each.Created);
        return newest is null
            ? new ReconcileOutcome.Reconciled(standing.Credits, customer, standing.Subscription, IsSettled: true)
            : await FollowAsync(newest, standing);
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

    private Task<Subscription?> FindAsync(string id) => StripeAccount.FindAsync(() =>
        stripe.Client!.V1.Subscriptions.GetAsync(id, new() { Expand = ["latest_invoice"] }));

    /// <summary>A customer may have subscriptions that are another team's, or none of Purser's business.</summary>
    private bool IsOfThisTeam(Subscription subscription)
    {
        var named = subscription.Metadata?.GetValueOrDefault(StripeNames.Team);
        return named is null ? subscription.Items.Data.Exists(item => catalog.PlanOfPrice(item.Price.Id) is not null) : named == TeamId;
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
        IsSettled(subscription, item));

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
        StripeState.Paid => Utc(item.CurrentPeriodEnd) > clock.GetUtcNow() && subscription.LatestInvoice?.Status is not ("draft" or "open"),
        _ => true,
    };

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));
}
