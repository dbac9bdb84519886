using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>What subscriptions owe, and what comes of it when it is charged.</summary>
internal sealed class Invoices(SimulatedAccount account, Customers customers, Payments payments)
{
    public const string Kind = "invoice";
    public const string PaymentKind = "invoice_payment";

    public const string Draft = "draft";
    public const string Open = "open";
    public const string Paid = "paid";

    /// <summary>Writes a draft, which waits for <see cref="Finalize"/>: at once by the caller, or after Stripe's hour.</summary>
    public JsonObject Create(JsonObject subscription, string reason, IReadOnlyList<JsonObject> lines, BillingPeriod period)
    {
        var total = lines.Sum(line => line.Number("amount"));
        var customer = account.Store.Get(Customers.Kind, subscription.Text("customer"));
        var balance = customer.Number("balance");
        // A negative balance is credit: it pays first; a negative total becomes credit.
        var due = Math.Max(0, total + Math.Min(0, balance));
        customer["balance"] = balance + total - due;
        var finalizes = account.Now + account.Options.InvoiceDelay;
        var id = account.NewId("in");
        foreach (var line in lines)
        {
            line["invoice"] = id;
        }

        var invoice = account.Store.Put(new JsonObject
        {
            ["id"] = id,
            ["object"] = Kind,
            ["amount_due"] = due,
            ["amount_overpaid"] = 0L,
            ["amount_paid"] = 0L,
            ["amount_remaining"] = due,
            ["attempt_count"] = 0L,
            ["attempted"] = false,
            ["auto_advance"] = true,
            ["automatically_finalizes_at"] = finalizes.ToUnixTimeSeconds(),
            ["billing_reason"] = reason,
            ["collection_method"] = "charge_automatically",
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["currency"] = subscription.Text("currency"),
            ["customer"] = customer.Id(),
            ["customer_email"] = customer.Text("email"),
            ["default_payment_method"] = null,
            ["description"] = null,
            ["effective_at"] = null,
            ["ending_balance"] = customer.Number("balance"),
            ["hosted_invoice_url"] = null,
            ["lines"] = JsonObjects.ListOf($"/v1/invoices/{id}/lines", lines),
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["next_payment_attempt"] = finalizes.ToUnixTimeSeconds(),
            ["number"] = null,
            ["parent"] = new JsonObject
            {
                ["type"] = "subscription_details",
                ["quote_details"] = null,
                ["subscription_details"] = new JsonObject
                {
                    ["metadata"] = subscription.Child("metadata").Clone(),
                    ["subscription"] = subscription.Id(),
                },
            },
            ["period_end"] = period.End.ToUnixTimeSeconds(),
            ["period_start"] = period.Start.ToUnixTimeSeconds(),
            ["starting_balance"] = balance,
            ["status"] = Draft,
            ["status_transitions"] = new JsonObject
            {
                ["finalized_at"] = null,
                ["marked_uncollectible_at"] = null,
                ["paid_at"] = null,
                ["voided_at"] = null,
            },
            ["subtotal"] = total,
            ["total"] = total,
        });
        subscription["latest_invoice"] = id;
        account.Tell("invoice.created", invoice);
        return invoice;
    }

    public void Finalize(JsonObject invoice)
    {
        Require(invoice, Draft);
        invoice["status"] = Open;
        invoice["number"] = "STANDIN-" + invoice.Id()[^4..];
        invoice["automatically_finalizes_at"] = null;
        invoice["effective_at"] = account.Now.ToUnixTimeSeconds();
        invoice["hosted_invoice_url"] = account.Origin + "/_standin#" + invoice.Id();
        invoice.Child("status_transitions")["finalized_at"] = account.Now.ToUnixTimeSeconds();
        account.Tell("invoice.finalized", invoice);
    }

    /// <summary>Charges what is due, and lets the subscription follow. True: paid.</summary>
    public bool Pay(JsonObject invoice, CardBehaviour? behaviour = null)
    {
        if (invoice.Text("status") == Draft)
        {
            Finalize(invoice);
        }

        if (invoice.Text("status") == Paid)
        {
            throw StripeError.Invalid("Invoice is already paid", code: "invoice_already_paid");
        }

        Require(invoice, Open);
        if (invoice.Number("amount_due") == 0)
        {
            Settle(invoice);
            return true;
        }

        var intent = IntentOf(invoice) ?? NewIntent(invoice);
        if (intent.Text("status") == Payments.Processing)
        {
            throw StripeError.Invalid("The invoice's payment is processing.", code: "invoice_payment_intent_requires_action");
        }

        invoice["attempted"] = true;
        invoice["attempt_count"] = invoice.Number("attempt_count") + 1;
        // Nobody is there to confirm a renewal.
        behaviour ??= customers.CardOf(intent.Text("customer")) is CardBehaviour.NeedsPayer ? CardBehaviour.Fails : null;
        payments.Confirm(intent, behaviour);
        return Follow(invoice, intent);
    }

    /// <summary>A payment that was processing has come to its end: so has the invoice's attempt, if it was for one.</summary>
    public void FollowIntent(JsonObject intent)
    {
        var payment = account.Store.All(PaymentKind)
            .FirstOrDefault(payment => payment.Child("payment").Text("payment_intent") == intent.Id());
        if (account.Store.Find(Kind, payment?.Text("invoice")) is { } invoice && invoice.Text("status") == Open)
        {
            Follow(invoice, intent);
        }
    }

    public void Void(JsonObject invoice)
    {
        Require(invoice, Open);
        invoice["status"] = "void";
        invoice["next_payment_attempt"] = null;
        invoice.Child("status_transitions")["voided_at"] = account.Now.ToUnixTimeSeconds();
        account.Tell("invoice.voided", invoice);
    }

    /// <summary>Nobody collects the invoices of a subscription that has ended; they can still be paid by hand.</summary>
    public void StopCollecting(JsonObject subscription)
    {
        foreach (var invoice in Of(subscription).Where(invoice => invoice.Text("status") is Draft or Open))
        {
            invoice["auto_advance"] = false;
            invoice["next_payment_attempt"] = null;
        }
    }

    public IEnumerable<JsonObject> Of(JsonObject subscription) =>
        account.Store.All(Kind).Where(invoice => SubscriptionOf(invoice) == subscription.Id());

    public static string? SubscriptionOf(JsonObject invoice) =>
        invoice.Child("parent").Child("subscription_details").Text("subscription");

    public JsonObject? IntentOf(JsonObject invoice) => account.Store.Find(
        Payments.Kind,
        account.Store.All(PaymentKind).LastOrDefault(payment => payment.Text("invoice") == invoice.Id())
            ?.Child("payment").Text("payment_intent"));

    private static void Require(JsonObject invoice, string status)
    {
        if (invoice.Text("status") != status)
        {
            throw StripeError.Invalid($"The invoice {invoice.Id()} is {invoice.Text("status")}, not {status}.", Kind);
        }
    }

    private JsonObject NewIntent(JsonObject invoice)
    {
        var intent = payments.Create(new PaymentOrder
        {
            Amount = invoice.Number("amount_due"),
            Currency = invoice.Text("currency")!,
            Customer = invoice.Text("customer"),
            Method = customers.MethodsOf(invoice.Text("customer")!).FirstOrDefault()?.Id(),
            Description = invoice.Text("billing_reason") == "subscription_create" ? "Subscription creation" : "Subscription update",
        });
        account.Store.Put(new JsonObject
        {
            ["id"] = account.NewId("inpay"),
            ["object"] = PaymentKind,
            ["amount_paid"] = null,
            ["amount_requested"] = invoice.Number("amount_due"),
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["currency"] = invoice.Text("currency"),
            ["invoice"] = invoice.Id(),
            ["is_default"] = true,
            ["livemode"] = false,
            ["payment"] = new JsonObject { ["type"] = Payments.Kind, ["payment_intent"] = intent.Id() },
            ["status"] = Open,
            ["status_transitions"] = new JsonObject { ["canceled_at"] = null, ["paid_at"] = null },
        });
        return intent;
    }

    private bool Follow(JsonObject invoice, JsonObject intent)
    {
        switch (intent.Text("status"))
        {
            case Payments.Succeeded:
                Settle(invoice);
                return true;
            case Payments.Processing:
                invoice["next_payment_attempt"] = null;
                // Stripe trusts a bank debit that is on its way.
                Turn(invoice, "active");
                return false;
            default:
                FailAttempt(invoice);
                return false;
        }
    }

    private void Settle(JsonObject invoice)
    {
        var now = account.Now.ToUnixTimeSeconds();
        invoice["status"] = Paid;
        invoice["attempted"] = true;
        invoice["amount_paid"] = invoice.Number("amount_due");
        invoice["amount_remaining"] = 0L;
        invoice["next_payment_attempt"] = null;
        invoice.Child("status_transitions")["paid_at"] = now;
        foreach (var payment in account.Store.All(PaymentKind).Where(payment => payment.Text("invoice") == invoice.Id()))
        {
            payment["status"] = Paid;
            payment["amount_paid"] = payment.Number("amount_requested");
            payment.Child("status_transitions")["paid_at"] = now;
        }

        account.Tell("invoice.paid", invoice);
        account.Tell("invoice.payment_succeeded", invoice);
        Turn(invoice, "active");
    }

    private void FailAttempt(JsonObject invoice)
    {
        var retries = account.Options.PaymentRetries;
        var failures = (int)invoice.Number("attempt_count");
        var first = invoice.Text("billing_reason") == "subscription_create";
        invoice["next_payment_attempt"] = !first && invoice.Flag("auto_advance") && failures <= retries.Count
            ? JsonObjects.Seconds(account.Now + retries[failures - 1])
            : null;
        account.Tell("invoice.payment_failed", invoice);
        // The first invoice decides whether there is a subscription at all.
        var began = account.Store.Find(Subscriptions.Kind, SubscriptionOf(invoice))?.Text("status") != "incomplete";
        Turn(invoice, first && !began ? "incomplete" : "past_due");
    }

    /// <summary>A subscription is as well as its latest invoice is.</summary>
    private void Turn(JsonObject invoice, string status)
    {
        if (account.Store.Find(Subscriptions.Kind, SubscriptionOf(invoice)) is { } subscription
            && subscription.Text("latest_invoice") == invoice.Id()
            && subscription.Text("status") is "active" or "past_due" or "incomplete")
        {
            var before = subscription.Clone();
            subscription["status"] = status;
            account.TellChange("customer.subscription.updated", before, subscription);
        }
    }
}
