using System.Globalization;
using Purser.Accounts;
using Stripe.Checkout;

namespace Purser.Billing;

/// <summary>Stripe's pages: what is sold on them, and to whom it is not.</summary>
internal sealed partial class BillingGrain
{
    /// <inheritdoc />
    public async Task<CheckoutOutcome> TopUp(TopUpOrder order)
    {
        if (await RefusalOfAnyPageAsync() is { } refused)
        {
            return refused;
        }

        if (!catalog.Packs.TryGetValue(order.Pack, out var pack))
        {
            return new CheckoutOutcome.NotForSale(order.Pack, [.. catalog.Packs.Keys]);
        }

        var standing = (await Team.GetBilling())!;
        if (standing.IsClosed)
        {
            return new CheckoutOutcome.TeamIsClosed();
        }

        if (standing.Credits.Status is TeamStatus.TrialEnded or TeamStatus.Canceled)
        {
            return new CheckoutOutcome.CannotSpend(
                standing.Credits.Status is TeamStatus.TrialEnded ? RefusalReason.TrialEnded : RefusalReason.SubscriptionCanceled);
        }

        var metadata = Named;
        metadata[StripeNames.Pack] = order.Pack;
        metadata[StripeNames.Credits] = pack.Credits.ToString(CultureInfo.InvariantCulture);
        var opened = await OpenSessionAsync(standing, order.Key, new SessionCreateOptions
        {
            Mode = "payment",
            LineItems = [LineItem(order.Pack, pack)],
            Metadata = metadata,
            // The payment carries the same names to its charge, and leaves the card for automatic top-ups.
            PaymentIntentData = new() { Metadata = new(metadata, StringComparer.Ordinal), SetupFutureUsage = "off_session" },
            SuccessUrl = order.ReturnUrl,
        });
        if (opened.Value is not { } session)
        {
            return Refused(opened.Refusal!);
        }

        await store.PutAsync(TeamId, Describe(session, order.Pack, pack.Credits, TopUpStatus.Open), session.PaymentIntentId);
        return new CheckoutOutcome.Opened(session.Url, session.Id);
    }

    /// <inheritdoc />
    public async Task<CheckoutOutcome> Subscribe(SubscriptionOrder order)
    {
        if (await RefusalOfAnyPageAsync() is { } refused)
        {
            return refused;
        }

        if (!catalog.Plans.TryGetValue(order.Plan, out var plan) || plan.StripePrice is not { } price)
        {
            return new CheckoutOutcome.NotForSale(
                order.Plan, [.. catalog.Plans.Where(each => each.Value.StripePrice is not null).Select(each => each.Key)]);
        }

        var standing = (await Team.GetBilling())!;
        if (standing.IsClosed)
        {
            return new CheckoutOutcome.TeamIsClosed();
        }

        if (standing.Subscription is { } followed && !await IsLeftBehindAsync(followed, standing))
        {
            return new CheckoutOutcome.SubscribedAlready();
        }

        if (order.Seats < standing.ActiveMembers)
        {
            return new CheckoutOutcome.SeatsBelowMembers(standing.ActiveMembers);
        }

        var opened = await OpenSessionAsync(standing, order.Key, new SessionCreateOptions
        {
            Mode = "subscription",
            LineItems = [new() { Price = price, Quantity = order.Seats }],
            Metadata = Named,
            SubscriptionData = new() { Metadata = Named },
            SuccessUrl = order.ReturnUrl,
        });
        return opened.Value is { } session ? new CheckoutOutcome.Opened(session.Url, session.Id) : Refused(opened.Refusal!);
    }

    /// <summary>Whether what the team follows is of another account, and froze: it may subscribe in this one.</summary>
    private async Task<bool> IsLeftBehindAsync(string subscription, BillingStanding standing) =>
        standing.Credits.Status is TeamStatus.PastDue
        && (await stripe.SubscriptionAsync(subscription)).Refusal is { Kind: StripeRefusalKind.Missing };

    /// <inheritdoc />
    public async Task<CheckoutOutcome> OpenPortal(string returnUrl)
    {
        if (await RefusalOfAnyPageAsync() is { } refused)
        {
            return refused;
        }

        if ((await Team.GetBilling())!.Customer is not { } customer)
        {
            return new CheckoutOutcome.NoCustomer();
        }

        var answer = await stripe.CreatePortalAsync(customer, returnUrl);
        return answer switch
        {
            { Value: { } session } => new CheckoutOutcome.Opened(session.Url, session.Id),
            { Refusal.IsOfCustomer: true } => new CheckoutOutcome.NoCustomer(),
            _ => Refused(answer.Refusal!),
        };
    }

    /// <summary>Null: the team exists, and there is a Stripe.</summary>
    private async Task<CheckoutOutcome?> RefusalOfAnyPageAsync() => await Team.GetBilling() is null
        ? new CheckoutOutcome.NoSuchTeam()
        : stripe.IsConfigured ? null : new CheckoutOutcome.NotConfigured();

    private static CheckoutOutcome Refused(StripeRefusal refusal) => refusal.Kind == StripeRefusalKind.KeyReused
        ? new CheckoutOutcome.KeyReused()
        : new CheckoutOutcome.Refused(refusal.Reason);

    private SessionLineItemOptions LineItem(string code, CatalogPack pack) => pack.StripePrice is { } price
        ? new() { Price = price, Quantity = 1 }
        : new()
        {
            Quantity = 1,
            PriceData = new()
            {
                Currency = catalog.Currency,
                UnitAmount = pack.Amount,
                ProductData = new() { Name = $"{pack.Credits} extra credits ({code})" },
            },
        };

    private static TopUp Describe(Session session, string pack, long credits, TopUpStatus status) => new(
        session.Id, pack, new Credits(credits), session.AmountTotal ?? 0, session.Currency ?? "",
        status, IsAutomatic: false, Utc(session.Created));
}
