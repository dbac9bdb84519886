using System.Globalization;
using Purser.Teams;
using Stripe;
using Stripe.Checkout;

namespace Purser.Billing;

internal sealed partial class BillingGrain
{
    /// <summary>Stripe keeps idempotency keys for a day at least; after that the same key would pay again.</summary>
    private static readonly TimeSpan KeysLast = TimeSpan.FromHours(23);

    /// <summary>How far Stripe's clock and a silo's may be apart.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(15);

    /// <inheritdoc />
    public async Task<CheckoutStanding?> Settle(string sessionId)
    {
        if (stripe.Client is not { } client)
        {
            return null;
        }

        // Anybody may ask for any id here.
        var session = await StripeAccount.FindAsync(() => client.V1.Checkout.Sessions.GetAsync(sessionId));
        return session is null ? null : await SettleAsync(session);
    }

    /// <inheritdoc />
    public async Task<bool> SettleSession(string sessionId, bool hasFailed) =>
        stripe.Client is { } client
        && await SettleAsync(
            await StripeAccount.GetAsync(sessionId, () => client.V1.Checkout.Sessions.GetAsync(sessionId)), hasFailed) is not null;

    /// <inheritdoc />
    public async Task<bool> SettleCharge(string chargeId)
    {
        if (stripe.Client is not { } client || await Team.GetBilling() is not { } standing)
        {
            return false;
        }

        return await SettleAsync(await StripeAccount.GetAsync(chargeId, () => client.V1.Charges.GetAsync(chargeId)), standing);
    }

    /// <inheritdoc />
    public async Task<bool> SettleAutoTopUp(string paymentIntentId)
    {
        if (stripe.Client is not { } client || await Team.GetBilling() is null)
        {
            return false;
        }

        return await TakeAsync(
            await StripeAccount.GetAsync(paymentIntentId, () => client.V1.PaymentIntents.GetAsync(paymentIntentId))) is not null;
    }

    /// <inheritdoc />
    public async Task<bool> TopUpAutomatically()
    {
        if (stripe.Client is null || await Team.StartAutoTopUp() is not { InFlight: { } attempt } standing)
        {
            return false;
        }

        try
        {
            // Stripe may have been asked before, and have charged: by us before a crash, or before an answer that was lost.
            var payment = await PaymentOfAsync(attempt) ?? await PayAsync(attempt, standing.Terms);
            return payment is not null && await TakeAsync(payment) == TopUpStatus.Paid;
        }
        catch (StripeException reused) when (reused.StripeError?.Type == "idempotency_error")
        {
            throw AskedBefore(attempt);
        }
        catch (StripeException refused)
        {
            await Team.FailAutoTopUp(attempt.Id, Shortened(refused.StripeError?.Message ?? refused.Message));
            return false;
        }
    }

    private static StripeAwayException AskedBefore(AutoTopUpAttempt attempt) =>
        new($"Stripe was asked for the payment of {attempt.Id} before; how it ended is looked up later.");

    private async Task<PaymentIntent?> PaymentOfAsync(AutoTopUpAttempt attempt)
    {
        var payments = await StripeAccount.AskAsync(() => stripe.Client!.V1.PaymentIntents.ListAsync(new()
        {
            Customer = attempt.Customer,
            Created = new DateRangeOptions { GreaterThanOrEqual = (attempt.StartedAt - ClocksApart).UtcDateTime },
            Limit = 100,
        }));
        return payments.Data.Find(payment => payment.Metadata?.GetValueOrDefault(StripeNames.Attempt) == attempt.Id);
    }

    /// <returns>Null: it was not asked for, and the attempt has failed.</returns>
    private async Task<PaymentIntent?> PayAsync(AutoTopUpAttempt attempt, AutoTopUpTerms? terms)
    {
        if (terms is null || clock.GetUtcNow() - attempt.StartedAt > KeysLast)
        {
            await Team.FailAutoTopUp(attempt.Id, terms is null ? "It was switched off before it was paid." : "It could not be paid within a day.");
            return null;
        }

        if (await CardAsync(attempt.Customer) is not { } card)
        {
            await Team.FailAutoTopUp(attempt.Id, "The customer has no saved card.");
            return null;
        }

        var (amount, currency) = await PriceAsync(attempt);
        return await StripeAccount.AskAsync(() => stripe.Client!.V1.PaymentIntents.CreateAsync(
            new()
            {
                Customer = attempt.Customer,
                PaymentMethod = card,
                Amount = amount,
                Currency = currency,
                OffSession = true,
                Confirm = true,
                // Nobody is there to be sent to a bank's page.
                AutomaticPaymentMethods = new() { Enabled = true, AllowRedirects = "never" },
                Description = $"{attempt.Credits} extra credits ({attempt.Pack})",
                Metadata = new(StringComparer.Ordinal)
                {
                    [StripeNames.Team] = TeamId,
                    [StripeNames.Pack] = attempt.Pack,
                    [StripeNames.Credits] = attempt.Credits.ToString(),
                    [StripeNames.Attempt] = attempt.Id,
                },
            },
            new RequestOptions { IdempotencyKey = $"purser-auto-{attempt.Id}" }));
    }

    /// <summary>What a click in Checkout would cost.</summary>
    private async Task<(long Amount, string Currency)> PriceAsync(AutoTopUpAttempt attempt)
    {
        if (catalog.Packs.TryGetValue(attempt.Pack, out var pack) && pack.StripePrice is { } id)
        {
            var price = await StripeAccount.AskAsync(() => stripe.Client!.V1.Prices.GetAsync(id));
            return (price.UnitAmount ?? attempt.Amount, price.Currency);
        }

        return (attempt.Amount, attempt.Currency);
    }

    /// <summary>Takes over what a Checkout Session has come to; null when it is none of this team's.</summary>
    private async Task<CheckoutStanding?> SettleAsync(Session session, bool hasFailed = false)
    {
        if ((session.Metadata?.GetValueOrDefault(StripeNames.Team) ?? session.ClientReferenceId) != TeamId
            || await Team.GetBilling() is not { } standing)
        {
            return null;
        }

        if (session.CustomerId is { } customer)
        {
            await store.LinkAsync(customer, TeamId);
            await Team.Link(customer);
        }

        var status = StatusOf(session, hasFailed);
        if (session.Mode == "subscription")
        {
            var followed = session.CustomerId is null ? null : await FollowAsync(session.CustomerId, standing);
            return new CheckoutStanding(status, Pack: null, (followed as ReconcileOutcome.Reconciled)?.Credits ?? standing.Credits);
        }

        if (Pack(session.Metadata) is not var (pack, credits))
        {
            return null;
        }

        var topUp = Describe(session, pack, credits, status);
        await store.PutAsync(TeamId, topUp, session.PaymentIntentId);
        var now = status == TopUpStatus.Paid
            ? await Team.Buy(new PackPurchase(session.Id, pack, topUp.Credits, topUp.Amount, topUp.Currency))
            : standing.Credits;
        return new CheckoutStanding(status, pack, now!);
    }

    /// <summary>Takes over the refunds and disputes of all the customer's charges.</summary>
    private async Task SettleChargesAsync(string customer, BillingStanding standing)
    {
        var charges = await StripeAccount.AskAsync(async () => await stripe.Client!.V1.Charges
            .ListAutoPagingAsync(new() { Customer = customer, Limit = 100 })
            // Of a refund that failed the charge says nothing any more; of a dispute that was won it does.
            .Where(charge => charge.AmountRefunded > 0 || charge.Disputed || standing.RefundedCharges.Contains(charge.Id, StringComparer.Ordinal))
            .ToListAsync());
        foreach (var charge in charges)
        {
            await SettleAsync(charge, standing);
        }
    }

    /// <summary>Takes over the refunds and disputes of a charge; false when it was for no purchase of this team.</summary>
    private async Task<bool> SettleAsync(Charge charge, BillingStanding standing)
    {
        if (charge.PaymentIntentId is not { } payment || await PurchaseOfAsync(payment, standing) is not { } purchase)
        {
            // A charge for something else, such as the plan itself.
            return false;
        }

        var refunds = await StripeAccount.AskAsync(() => stripe.Client!.V1.Refunds.ListAsync(new() { Charge = charge.Id, Limit = 100 }));
        var disputes = await StripeAccount.AskAsync(() => stripe.Client!.V1.Disputes.ListAsync(new() { Charge = charge.Id, Limit = 100 }));
        MoneyClaim[] claims =
        [
            new(charge.Id, IsDispute: false, refunds.Data.Where(Stands).Sum(refund => refund.Amount)),
            .. disputes.Data.Select(dispute => new MoneyClaim(dispute.Id, IsDispute: true, IsWithdrawn(dispute) ? dispute.Amount : 0)),
        ];
        return await Team.Claim(purchase, claims) is not null;
    }

    /// <summary>Takes over what a payment of an automatic purchase has come to.</summary>
    /// <returns>How it stands; null when it is no automatic purchase of this team.</returns>
    private async Task<TopUpStatus?> TakeAsync(PaymentIntent payment)
    {
        if (payment.Metadata?.GetValueOrDefault(StripeNames.Attempt) is not { } attempt
            || payment.Metadata.GetValueOrDefault(StripeNames.Team) != TeamId
            || Pack(payment.Metadata) is not var (pack, credits))
        {
            return null;
        }

        var status = payment.Status switch
        {
            "succeeded" => TopUpStatus.Paid,
            "processing" => TopUpStatus.Pending,
            _ => TopUpStatus.Failed,
        };
        var topUp = new TopUp(
            payment.Id, pack, new Credits(credits), payment.Amount, payment.Currency, status, IsAutomatic: true, Utc(payment.Created));
        await store.PutAsync(TeamId, topUp, payment.Id);
        switch (status)
        {
            case TopUpStatus.Paid:
                await Team.Buy(new PackPurchase(payment.Id, pack, topUp.Credits, topUp.Amount, topUp.Currency, attempt));
                break;
            case TopUpStatus.Failed:
                await Team.FailAutoTopUp(attempt, Shortened(payment.LastPaymentError?.Message ?? $"The payment is {payment.Status}."));
                break;
        }

        return status;
    }

    /// <summary>The credited purchase that a payment was for; null when it was for none.</summary>
    private async Task<string?> PurchaseOfAsync(string payment, BillingStanding standing)
    {
        if (standing.Purchases.Contains(payment, StringComparer.Ordinal))
        {
            return payment;
        }

        // The refund was heard of before the purchase: that comes first.
        var intent = await StripeAccount.AskAsync(() => stripe.Client!.V1.PaymentIntents.GetAsync(payment));
        if (await TakeAsync(intent) is { } automatic)
        {
            return automatic == TopUpStatus.Paid ? payment : null;
        }

        var session = await store.TopUpOfAsync(TeamId, payment)
            ?? (await StripeAccount.AskAsync(() => stripe.Client!.V1.Checkout.Sessions.ListAsync(new() { PaymentIntent = payment, Limit = 1 })))
                .Data.FirstOrDefault()?.Id;
        return session is null
            || standing.Purchases.Contains(session, StringComparer.Ordinal)
            || await Settle(session) is { Status: TopUpStatus.Paid }
                ? session
                : null;
    }

    private async Task<string?> CardAsync(string customerId)
    {
        var customer = await StripeAccount.AskAsync(() => stripe.Client!.V1.Customers.GetAsync(customerId));
        if (customer.InvoiceSettings?.DefaultPaymentMethodId is { } chosen)
        {
            return chosen;
        }

        var cards = await StripeAccount.AskAsync(() => stripe.Client!.V1.Customers.PaymentMethods.ListAsync(customerId, new() { Limit = 1 }));
        return cards.Data.FirstOrDefault()?.Id;
    }

    private static TopUpStatus StatusOf(Session session, bool hasFailed) => session switch
    {
        { PaymentStatus: "paid" or "no_payment_required" } when session.Status == "complete" => TopUpStatus.Paid,
        { Status: "complete" } => hasFailed ? TopUpStatus.Failed : TopUpStatus.Pending,
        { Status: "expired" } => TopUpStatus.Expired,
        _ => TopUpStatus.Open,
    };

    private static (string Pack, long Credits)? Pack(Dictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(StripeNames.Pack) is { } pack
        && long.TryParse(metadata.GetValueOrDefault(StripeNames.Credits), NumberStyles.None, CultureInfo.InvariantCulture, out var credits)
        && credits is >= 1 and <= Limits.CreditsAtOnce
            ? (pack, credits)
            : null;

    /// <summary>A refund that failed or was called off has given nothing back.</summary>
    private static bool Stands(Refund refund) => refund.Status is not ("failed" or "canceled");

    /// <summary>Stripe takes the money when a dispute is opened and keeps it unless it is won; an inquiry takes none.</summary>
    private static bool IsWithdrawn(Dispute dispute) => dispute.Status is not ("won" or "prevented")
        && !dispute.Status.StartsWith("warning_", StringComparison.Ordinal);

    private static string Shortened(string text) => text.Length <= Limits.ReasonLength ? text : text[..Limits.ReasonLength];
}
