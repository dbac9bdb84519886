using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Stripe.Checkout;

namespace Purser.Billing;

/// <summary>Stripe's pages, and who they are opened for.</summary>
internal sealed partial class BillingGrain
{
    /// <summary>A page that is about to expire is nothing to send a payer to.</summary>
    private static readonly TimeSpan TimeToPay = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A customer made within a day of one who was deleted may be that very one again, by Stripe's memory of the key: so twice.
    /// </summary>
    private const int MostReplaced = 2;

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

    /// <summary>Opens a session for the team's customer. One who is no longer known to Stripe is replaced.</summary>
    private async Task<StripeAnswer<Session>> OpenSessionAsync(BillingStanding standing, string? key, SessionCreateOptions options)
    {
        options.ClientReferenceId = TeamId;
        options.CancelUrl = options.SuccessUrl.Replace(StripeNames.SessionPlaceholder, StripeNames.NoSession, StringComparison.Ordinal);
        options.Metadata[StripeNames.Order] = Fingerprint(options);
        for (var (customer, replaced) = (standing.Customer, 0); ; replaced++)
        {
            if (customer is not null)
            {
                var opened = await FindOrCreateAsync(customer, key, options);
                if (opened.Refusal is not { IsOfCustomer: true } || replaced == MostReplaced)
                {
                    return opened;
                }
            }

            var made = await NewCustomerAsync(standing.Credits.Name, customer);
            if (made.Refusal is { } refusal)
            {
                return new StripeAnswer<Session>.Refused(refusal);
            }

            customer = made.Value!.Id;
        }
    }

    /// <summary>The session that is open for the same thing, else a new one: two tabs pay once.</summary>
    private async Task<StripeAnswer<Session>> FindOrCreateAsync(string customer, string? key, SessionCreateOptions options)
    {
        options.Customer = customer;
        var open = await stripe.OpenSessionsAsync(customer);
        if (open.Refusal is { } refusal)
        {
            return new StripeAnswer<Session>.Refused(
                refusal.Kind == StripeRefusalKind.Missing ? refusal with { Parameter = "customer" } : refusal);
        }

        var stripeKey = key is null ? null : StripeKey(customer, key);
        if (stripeKey is not null)
        {
            options.Metadata[StripeNames.OrderKey] = stripeKey;
        }

        var order = options.Metadata[StripeNames.Order];
        if (stripeKey is not null && open.Value!.Exists(each => MetadataOf(each, StripeNames.OrderKey) == stripeKey && MetadataOf(each, StripeNames.Order) != order))
        {
            return new StripeAnswer<Session>.Refused(new StripeRefusal(StripeRefusalKind.KeyReused, "The key is of another order."));
        }

        return open.Value!.Find(each => MetadataOf(each, StripeNames.Order) == order && Utc(each.ExpiresAt) > clock.GetUtcNow() + TimeToPay) is { } same
            ? new StripeAnswer<Session>.Given(same)
            : await stripe.CreateSessionAsync(options, stripeKey);
    }

    /// <summary>
    /// Makes the team's customer, or the one that replaces a customer who was deleted, or is of another account or mode: one,
    /// however often this is asked, because Stripe's key says whom it replaces.
    /// </summary>
    private async Task<StripeAnswer<Stripe.Customer>> NewCustomerAsync(string name, string? gone)
    {
        var answer = await stripe.CreateCustomerAsync(
            new() { Name = name, Metadata = Named }, $"purser-customer-{TeamId}" + (gone is null ? "" : $"-after-{gone}"));
        if (answer.Value is { } customer)
        {
            await store.LinkAsync(customer.Id, TeamId);
            await Team.Link(customer.Id, replaces: gone);
        }

        return answer;
    }

    /// <summary>The team's other open sessions of the same kind are not to be paid as well.</summary>
    private async Task ExpireOthersAsync(Session paid, DateTimeOffset openedBefore)
    {
        if (paid.CustomerId is null)
        {
            return;
        }

        try
        {
            foreach (var other in (await stripe.OpenSessionsAsync(paid.CustomerId)).OrMissing() ?? [])
            {
                if (other.Id != paid.Id && other.Mode == paid.Mode && Utc(other.Created) < openedBefore
                    && MetadataOf(other, StripeNames.Team) == TeamId)
                {
                    // A refusal says that it is not open any more: then it is settled like any other.
                    await stripe.ExpireSessionAsync(other.Id);
                }
            }
        }
        catch (StripeAwayException away)
        {
            // What was paid for is not held up by it: the others expire by themselves within a day.
            LogNotExpired(TeamId, away.Message);
        }
    }

    private static string? MetadataOf(Session session, string name) => session.Metadata?.GetValueOrDefault(name);

    /// <summary>A key of the caller's as one of Stripe's, which has fewer characters and knows no teams.</summary>
    private string StripeKey(string customer, string key) => "purser-" + Hash($"{TeamId}\0{customer}\0{key}");

    /// <summary>What is ordered, at which price, and where the payer comes back to.</summary>
    private static string Fingerprint(SessionCreateOptions options)
    {
        var item = options.LineItems[0];
        return Hash(string.Create(CultureInfo.InvariantCulture,
            $"{item.Price}\0{item.PriceData?.UnitAmount}\0{item.PriceData?.Currency}\0{item.Quantity}\0"
            + $"{options.Metadata.GetValueOrDefault(StripeNames.Pack)}\0{options.Metadata.GetValueOrDefault(StripeNames.Credits)}\0{options.SuccessUrl}"));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other Checkout Sessions of team {TeamId} stay open until they expire: {Reason}")]
    private partial void LogNotExpired(string teamId, string reason);
}
