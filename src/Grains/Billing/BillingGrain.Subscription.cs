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
            // Stripe delivers again for days: time to put the price into the catalog.
            ReconcileOutcome.UnknownPrice unknown => throw new StripeAwayException(
                $"No plan of the catalog has the Stripe price {unknown.Price}, which team {TeamId} subscribed to; add it as its StripePrice."),
            _ => false,
        };
    }

    private async Task<ReconcileOutcome> FollowAsync(string customer, BillingStanding standing)
    {
        var found = await StripeAccount.AskAsync(() => stripe.Client!.V1.Subscriptions.ListAsync(new()
        {
            Customer = customer, Status = "all", Limit = 100, Expand = ["data.latest_invoice"],
        }));
        var ours = found.Data.Where(IsOfThisTeam).ToList();
        if (Choose(ours, standing.Subscription) is not { } subscription)
        {
            return new ReconcileOutcome.Reconciled(standing.Credits, customer, standing.Subscription, IsSettled: true);
        }

        var item = subscription.Items.Data.Find(each => catalog.PlanOfPrice(each.Price.Id) is not null);
        if (item is null)
        {
            return new ReconcileOutcome.UnknownPrice(subscription.Items.Data[0].Price.Id);
        }

        if (await Team.Follow(Describe(subscription, item)) is not { } followed)
        {
            return new ReconcileOutcome.NoSuchTeam();
        }

        return new ReconcileOutcome.Reconciled(followed.Credits, followed.Customer, followed.Subscription, IsSettled(subscription, item, followed));
    }

    /// <summary>A customer may have subscriptions that are another team's, or none of Purser's business.</summary>
    private bool IsOfThisTeam(Subscription subscription)
    {
        var named = subscription.Metadata?.GetValueOrDefault(StripeNames.Team);
        return named is null ? subscription.Items.Data.Exists(item => catalog.PlanOfPrice(item.Price.Id) is not null) : named == TeamId;
    }

    /// <summary>The one that is followed while it lives, else the newest that lives, else the followed one's end.</summary>
    private static Subscription? Choose(List<Subscription> subscriptions, string? followed)
    {
        var known = subscriptions.Find(each => each.Id == followed);
        return known is not null && StateOf(known) != StripeState.Over
            ? known
            : subscriptions.Where(each => StateOf(each) != StripeState.Over).MaxBy(each => each.Created) ?? known;
    }

    private StripeSubscription Describe(Subscription subscription, SubscriptionItem item) => new(
        subscription.CustomerId,
        subscription.Id,
        StateOf(subscription),
        catalog.PlanOfPrice(item.Price.Id)!,
        (int)Math.Clamp(item.Quantity, 1, Limits.Seats),
        Utc(item.CurrentPeriodStart),
        Utc(item.CurrentPeriodEnd),
        Utc(subscription.BillingCycleAnchor),
        subscription.CancelAtPeriodEnd || subscription.CancelAt <= item.CurrentPeriodEnd);

    private static StripeState StateOf(Subscription subscription) => subscription.Status switch
    {
        "active" => StripeState.Paid,
        "past_due" or "unpaid" or "paused" => StripeState.Overdue,
        "canceled" or "incomplete_expired" => StripeState.Over,
        _ => StripeState.NotStarted,
    };

    /// <summary>Whether nothing is to be expected from Stripe before the period's end; if so the team need not ask until then.</summary>
    private bool IsSettled(Subscription subscription, SubscriptionItem item, BillingStanding team) => StateOf(subscription) switch
    {
        StripeState.Over => true,
        StripeState.NotStarted => team.Credits.Status == TeamStatus.Trialing,
        StripeState.Overdue => false,
        _ => Utc(item.CurrentPeriodEnd) > clock.GetUtcNow() && subscription.LatestInvoice?.Status is not ("draft" or "open"),
    };

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));
}
