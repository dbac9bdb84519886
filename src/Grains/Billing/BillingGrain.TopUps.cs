using System.Globalization;
using Purser.Teams;
using Stripe;
using Stripe.Checkout;

namespace Purser.Billing;

internal sealed partial class BillingGrain
{
    /// <inheritdoc />
    public Task<CheckoutStanding?> Settle(string sessionId) => SettleAsync(sessionId, hasFailed: false);

    /// <inheritdoc />
    public async Task<bool> SettleSession(string sessionId, bool hasFailed) => await SettleAsync(sessionId, hasFailed) is not null;

    /// <inheritdoc />
    public async Task<bool> SettleCharge(string chargeId)
    {
        if (stripe.Client is not { } client || await Team.GetBilling() is not { } standing)
        {
            return false;
        }

        var charge = await StripeAccount.FindAsync(() => client.V1.Charges.GetAsync(chargeId));
        if (charge?.PaymentIntentId is not { } payment || await PurchaseOfAsync(payment, standing) is not { } purchase)
        {
            // A charge for something else, such as the plan itself.
            return false;
        }

        var refunds = await StripeAccount.AskAsync(() => client.V1.Refunds.ListAsync(new() { Charge = chargeId, Limit = 100 }));
        var disputes = await StripeAccount.AskAsync(() => client.V1.Disputes.ListAsync(new() { Charge = chargeId, Limit = 100 }));
        MoneyClaim[] claims =
        [
            new(chargeId, IsDispute: false, refunds.Data.Where(Stands).Sum(refund => refund.Amount)),
            .. disputes.Data.Select(dispute => new MoneyClaim(dispute.Id, IsDispute: true, IsWithdrawn(dispute) ? dispute.Amount : 0)),
        ];
        return await Team.Claim(purchase, claims) is not null;
    }

    /// <inheritdoc />
    public async Task<bool> SettleAutoTopUp(string paymentIntentId)
    {
        if (stripe.Client is not { } client || await Team.GetBilling() is null)
        {
            return false;
        }

        var payment = await StripeAccount.FindAsync(() => client.V1.PaymentIntents.GetAsync(paymentIntentId));
        return payment is not null && await TakeAsync(payment);
    }

    /// <inheritdoc />
    public async Task TopUpAutomatically()
    {
        if (stripe.Client is not { } client || await Team.StartAutoTopUp() is not { } attempt)
        {
            return;
        }

        try
        {
            if (await CardAsync(attempt.Customer) is not { } card)
            {
                await Team.FailAutoTopUp(attempt.Id, "The customer has no saved card.");
                return;
            }

            await TakeAsync(await StripeAccount.AskAsync(() => client.V1.PaymentIntents.CreateAsync(
                new()
                {
                    Customer = attempt.Customer,
                    PaymentMethod = card,
                    Amount = attempt.Amount,
                    Currency = attempt.Currency,
                    OffSession = true,
                    Confirm = true,
                    Description = $"{attempt.Credits} extra credits ({attempt.Pack})",
                    Metadata = new(StringComparer.Ordinal)
                    {
                        [StripeNames.Team] = TeamId,
                        [StripeNames.Pack] = attempt.Pack,
                        [StripeNames.Credits] = attempt.Credits.ToString(),
                        [StripeNames.Attempt] = attempt.Id,
                    },
                },
                // However often this is tried, by whichever silo: one payment.
                new RequestOptions { IdempotencyKey = $"purser-auto-{attempt.Id}" })));
        }
        catch (StripeException refused)
        {
            await Team.FailAutoTopUp(attempt.Id, Shortened(refused.StripeError?.Message ?? refused.Message));
        }
    }

    private async Task<CheckoutStanding?> SettleAsync(string sessionId, bool hasFailed)
    {
        if (stripe.Client is not { } client || await Team.GetBilling() is not { } standing)
        {
            return null;
        }

        var session = await StripeAccount.FindAsync(() => client.V1.Checkout.Sessions.GetAsync(sessionId));
        if (session?.Metadata?.GetValueOrDefault(StripeNames.Team) != TeamId)
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

    /// <summary>Takes over what a payment of an automatic purchase has come to.</summary>
    /// <returns>Whether it is one.</returns>
    private async Task<bool> TakeAsync(PaymentIntent payment)
    {
        if (payment.Metadata?.GetValueOrDefault(StripeNames.Attempt) is not { } attempt
            || payment.Metadata.GetValueOrDefault(StripeNames.Team) != TeamId
            || Pack(payment.Metadata) is not var (pack, credits))
        {
            return false;
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

        return true;
    }

    /// <summary>The credited purchase that a payment was for; null when it was for none.</summary>
    private async Task<string?> PurchaseOfAsync(string payment, BillingStanding standing)
    {
        if (standing.Purchases.Contains(payment, StringComparer.Ordinal))
        {
            return payment;
        }

        var session = await store.TopUpOfAsync(TeamId, payment)
            ?? (await StripeAccount.AskAsync(() => stripe.Client!.V1.Checkout.Sessions.ListAsync(new() { PaymentIntent = payment, Limit = 1 })))
                .Data.FirstOrDefault()?.Id;
        if (session is null || standing.Purchases.Contains(session, StringComparer.Ordinal))
        {
            return session;
        }

        // The refund was heard of before the purchase: that comes first.
        return await SettleAsync(session, hasFailed: false) is { Status: TopUpStatus.Paid } ? session : null;
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

    private static (string Pack, long Credits)? Pack(Dictionary<string, string> metadata) =>
        metadata.GetValueOrDefault(StripeNames.Pack) is { } pack
        && long.TryParse(metadata.GetValueOrDefault(StripeNames.Credits), NumberStyles.None, CultureInfo.InvariantCulture, out var credits)
        && credits is >= 1 and <= Limits.CreditsAtOnce
            ? (pack, credits)
            : null;

    /// <summary>A refund that failed or was called off has given nothing back.</summary>
    private static bool Stands(Refund refund) => refund.Status is not ("failed" or "canceled");

    /// <summary>Stripe takes the money when a dispute is opened and keeps it unless it is won; an inquiry takes none.</summary>
    private static bool IsWithdrawn(Dispute dispute) => dispute.Status is "needs_response" or "under_review" or "lost";

    private static string Shortened(string text) => text.Length <= Limits.ReasonLength ? text : text[..Limits.ReasonLength];
}
