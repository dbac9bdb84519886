using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Purser.Accounts;
using Stripe;
using Stripe.Checkout;

namespace Purser.Billing;

/// <summary>
/// One team's dealings with Stripe. It is not reentrant: what Stripe answered is handed to the team before Stripe is asked
/// again, so an older answer never overtakes a newer one.
/// </summary>
internal sealed partial class BillingGrain(StripeAccount stripe, BillingStore store, Catalog catalog, TimeProvider clock)
    : Grain, IBillingGrain, IBillingEvents
{
    private string TeamId => this.GetPrimaryKeyString();

    private ITeamBilling Team => GrainFactory.GetGrain<ITeamBilling>(TeamId);

    private Dictionary<string, string> Named => new(StringComparer.Ordinal) { [StripeNames.Team] = TeamId };

    /// <inheritdoc />
    public Task<CheckoutOutcome> TopUp(TopUpOrder order) => OpenAsync(async () =>
    {
        if (!catalog.Packs.TryGetValue(order.Pack, out var pack))
        {
            return new CheckoutOutcome.NotForSale(order.Pack, [.. catalog.Packs.Keys]);
        }

        var metadata = Named;
        metadata[StripeNames.Pack] = order.Pack;
        metadata[StripeNames.Credits] = pack.Credits.ToString(CultureInfo.InvariantCulture);
        var session = await CreateAsync(order.Key, new SessionCreateOptions
        {
            Mode = "payment",
            Customer = await CustomerAsync(),
            ClientReferenceId = TeamId,
            LineItems = [LineItem(order.Pack, pack)],
            Metadata = metadata,
            // The payment carries the same names to its charge, and leaves the card for automatic top-ups.
            PaymentIntentData = new() { Metadata = metadata, SetupFutureUsage = "off_session" },
            SuccessUrl = order.ReturnUrl,
            CancelUrl = TurnedBack(order.ReturnUrl),
        });
        await store.PutAsync(TeamId, Describe(session, order.Pack, pack.Credits, TopUpStatus.Open), session.PaymentIntentId);
        return new CheckoutOutcome.Opened(session.Url, session.Id);
    });

    /// <inheritdoc />
    public Task<CheckoutOutcome> Subscribe(SubscriptionOrder order) => OpenAsync(async () =>
    {
        if (!catalog.Plans.TryGetValue(order.Plan, out var plan) || plan.StripePrice is not { } price)
        {
            return new CheckoutOutcome.NotForSale(
                order.Plan, [.. catalog.Plans.Where(each => each.Value.StripePrice is not null).Select(each => each.Key)]);
        }

        if ((await Team.GetBilling())!.Subscription is not null)
        {
            return new CheckoutOutcome.SubscribedAlready();
        }

        var session = await CreateAsync(order.Key, new SessionCreateOptions
        {
            Mode = "subscription",
            Customer = await CustomerAsync(),
            ClientReferenceId = TeamId,
            LineItems = [new() { Price = price, Quantity = order.Seats }],
            Metadata = Named,
            SubscriptionData = new() { Metadata = Named },
            SuccessUrl = order.ReturnUrl,
            CancelUrl = TurnedBack(order.ReturnUrl),
        });
        return new CheckoutOutcome.Opened(session.Url, session.Id);
    });

    /// <inheritdoc />
    public Task<CheckoutOutcome> OpenPortal(string returnUrl) => OpenAsync(async () =>
    {
        if ((await Team.GetBilling())!.Customer is not { } customer)
        {
            return new CheckoutOutcome.NoCustomer();
        }

        var session = await StripeAccount.AskAsync(() => stripe.Client!.V1.BillingPortal.Sessions.CreateAsync(
            new() { Customer = customer, ReturnUrl = returnUrl }));
        return new CheckoutOutcome.Opened(session.Url, session.Id);
    });

    /// <inheritdoc />
    public async Task<ReconcileOutcome> Reconcile()
    {
        if (await Team.GetBilling() is not { } standing)
        {
            return new ReconcileOutcome.NoSuchTeam();
        }

        if (stripe.Client is null)
        {
            return new ReconcileOutcome.NotConfigured();
        }

        var outcome = standing.Customer is { } customer
            ? await FollowAsync(customer, standing)
            : new ReconcileOutcome.Reconciled(standing.Credits, Customer: null, Subscription: null, IsSettled: true);
        foreach (var session in await store.UnsettledAsync(TeamId))
        {
            await Settle(session);
        }

        if (standing.InFlight is not null)
        {
            await TopUpAutomatically();
        }

        if (standing.Customer is { } payer)
        {
            await SettleChargesAsync(payer, (await Team.GetBilling())!);
        }

        return outcome is ReconcileOutcome.Reconciled reconciled
            ? reconciled with { Credits = (await Team.GetBilling())!.Credits }
            : outcome;
    }

    /// <inheritdoc />
    public async Task<TopUp[]?> GetTopUps() => await Team.GetBilling() is null ? null : await store.TopUpsAsync(TeamId);

    /// <summary>Opens one of Stripe's pages, for a team that exists, where there is a Stripe.</summary>
    private async Task<CheckoutOutcome> OpenAsync(Func<Task<CheckoutOutcome>> open)
    {
        if (await Team.GetBilling() is null)
        {
            return new CheckoutOutcome.NoSuchTeam();
        }

        if (stripe.Client is null)
        {
            return new CheckoutOutcome.NotConfigured();
        }

        try
        {
            return await open();
        }
        catch (StripeException reused) when (reused.StripeError?.Type == "idempotency_error")
        {
            return new CheckoutOutcome.KeyReused();
        }
        catch (StripeException refused)
        {
            return new CheckoutOutcome.Refused(refused.StripeError?.Message ?? refused.Message);
        }
    }

    /// <summary>The team's customer, made at Stripe when it is first needed: one per team, however often this is asked.</summary>
    private async Task<string> CustomerAsync()
    {
        var standing = (await Team.GetBilling())!;
        if (standing.Customer is { } known)
        {
            return known;
        }

        var customer = await StripeAccount.AskAsync(() => stripe.Client!.V1.Customers.CreateAsync(
            new() { Name = standing.Credits.Name, Metadata = Named },
            new RequestOptions { IdempotencyKey = $"purser-customer-{TeamId}" }));
        await store.LinkAsync(customer.Id, TeamId);
        return (await Team.Link(customer.Id))!.Customer!;
    }

    private static string TurnedBack(string returnUrl) =>
        returnUrl.Replace(StripeNames.SessionPlaceholder, StripeNames.NoSession, StringComparison.Ordinal);

    private Task<Session> CreateAsync(string? key, SessionCreateOptions options) =>
        StripeAccount.AskAsync(() => stripe.Client!.V1.Checkout.Sessions.CreateAsync(
            options, key is null ? null : new RequestOptions { IdempotencyKey = StripeKey(key) }));

    /// <summary>A key of the caller's as one of Stripe's, which has fewer characters and knows no teams.</summary>
    private string StripeKey(string key) =>
        "purser-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{TeamId}\0{key}")));

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
        status, IsAutomatic: false, new DateTimeOffset(session.Created, TimeSpan.Zero));
}
