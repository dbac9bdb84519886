using Purser.Teams;
using Stripe;

namespace Purser.Billing;

/// <summary>Packs that are bought by themselves.</summary>
internal sealed partial class BillingGrain
{
    /// <summary>Stripe keeps idempotency keys for a day at least; after that the same key would pay again.</summary>
    private static readonly TimeSpan KeysLast = TimeSpan.FromHours(23);

    /// <summary>How far Stripe's clock and a silo's may be apart.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(15);

    /// <inheritdoc />
    public async Task<bool> SettleAutoTopUp(string paymentIntentId)
    {
        if (!stripe.IsConfigured || await Team.GetBilling() is null)
        {
            return false;
        }

        return await TakeAsync((await stripe.PaymentAsync(paymentIntentId)).OrMissing() ?? throw NoSuch(paymentIntentId)) is not null;
    }

    /// <inheritdoc />
    public async Task<bool> TopUpAutomatically()
    {
        if (!stripe.IsConfigured || await Team.StartAutoTopUp() is not { InFlight: { } attempt } standing)
        {
            return false;
        }

        // Stripe may have been asked before, and have charged: by us before a crash, or before an answer that was lost.
        var payment = await PaymentOfAsync(attempt) ?? await PayAsync(attempt, standing.Terms);
        return payment is not null && await TakeAsync(payment) == TopUpStatus.Paid;
    }

    private async Task<PaymentIntent?> PaymentOfAsync(AutoTopUpAttempt attempt)
    {
        var payments = await stripe.PaymentsAsync(attempt.Customer, attempt.StartedAt - ClocksApart);
        return payments.OrMissing()?.Find(payment => payment.Metadata?.GetValueOrDefault(StripeNames.Attempt) == attempt.Id);
    }

    /// <returns>Null: it was not asked for, and the attempt has failed.</returns>
    private async Task<PaymentIntent?> PayAsync(AutoTopUpAttempt attempt, AutoTopUpTerms? terms)
    {
        if (terms is null || guard.Now() - attempt.StartedAt > KeysLast)
        {
            return await FailAsync(attempt, terms is null ? AutoTopUpReasons.SwitchedOff : AutoTopUpReasons.TooLate);
        }

        if ((await stripe.CustomerAsync(attempt.Customer)).OrMissing() is not { Deleted: not true } customer)
        {
            return await FailAsync(attempt, AutoTopUpReasons.NoCustomer);
        }

        if (await CardAsync(customer) is not { } card)
        {
            return await FailAsync(attempt, AutoTopUpReasons.NoCard);
        }

        var (amount, currency) = await PriceAsync(attempt);
        var answer = await stripe.PayAsync(
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
                    [StripeNames.Team] = TeamId.Value,
                    [StripeNames.Pack] = attempt.Pack,
                    [StripeNames.Credits] = attempt.Credits.ToString(),
                    [StripeNames.Attempt] = attempt.Id,
                },
            },
            $"purser-auto-{attempt.Id}");
        return answer.Refusal switch
        {
            null => answer.Value,
            { Kind: StripeRefusalKind.KeyReused } => throw new StripeAwayException(
                $"Stripe was asked for the payment of {attempt.Id} before; how it ended is looked up later."),
            { Payment: { } declined } => declined,
            { Kind: StripeRefusalKind.NoAccess } => answer.OrAway(),
            var refusal => await FailAsync(attempt, refusal.Reason),
        };
    }

    private async Task<PaymentIntent?> FailAsync(AutoTopUpAttempt attempt, string reason)
    {
        await Team.FailAutoTopUp(attempt.Id, Shortened(reason));
        return null;
    }

    private async Task<string?> CardAsync(Customer customer) =>
        customer.InvoiceSettings?.DefaultPaymentMethodId
        ?? (await stripe.PaymentMethodsAsync(customer.Id)).OrAway().Data.FirstOrDefault()?.Id;

    /// <summary>What a click in Checkout would cost.</summary>
    private async Task<(long Amount, string Currency)> PriceAsync(AutoTopUpAttempt attempt)
    {
        if (catalog.Packs.TryGetValue(attempt.Pack, out var pack) && pack.StripePrice is { } id)
        {
            var price = (await stripe.PriceAsync(id)).OrAway();
            return (price.UnitAmount ?? attempt.Amount, price.Currency);
        }

        return (attempt.Amount, attempt.Currency);
    }

    /// <summary>Takes over what a payment of an automatic purchase has come to.</summary>
    /// <returns>How it stands; null when it is no automatic purchase of this team.</returns>
    private async Task<TopUpStatus?> TakeAsync(PaymentIntent payment)
    {
        if (payment.Metadata?.GetValueOrDefault(StripeNames.Attempt) is not { } attempt
            || payment.Metadata.GetValueOrDefault(StripeNames.Team) != TeamId.Value
            || Pack(payment.Metadata) is not var (pack, credits))
        {
            return null;
        }

        var why = payment.LastPaymentError?.Message ?? (payment.Status == "requires_action"
            ? AutoTopUpReasons.PayerAway
            : $"The payment is {payment.Status}.");
        payment = await EndedAsync(payment);
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
                await Team.FailAutoTopUp(attempt, Shortened(why));
                break;
        }

        return status;
    }

    /// <summary>
    /// A payment that waits for its payer could still be made while the next attempt is under way: it is called off before the
    /// attempt counts as failed.
    /// </summary>
    private async Task<PaymentIntent> EndedAsync(PaymentIntent payment)
    {
        if (HasEnded(payment))
        {
            return payment;
        }

        var canceled = await stripe.CancelPaymentAsync(payment.Id);
        if (canceled.Value is { } ended)
        {
            return ended;
        }

        // It may have moved on just now.
        var now = (await stripe.PaymentAsync(payment.Id)).OrAway();
        return HasEnded(now) ? now : canceled.OrAway();
    }

    private static bool HasEnded(PaymentIntent payment) => payment.Status is "succeeded" or "processing" or "canceled";
}
