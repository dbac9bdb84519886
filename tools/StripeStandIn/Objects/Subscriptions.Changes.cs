using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>What a merchant or a customer may change of a subscription, and what it costs in the middle of a period.</summary>
internal sealed partial class Subscriptions
{
    public JsonObject Update(string id, FormBody form)
    {
        var subscription = account.Store.Get(Kind, id);
        if (HasEnded(subscription))
        {
            throw StripeError.Invalid($"The subscription {id} has ended and cannot be changed.", code: "resource_missing");
        }

        var before = subscription.Clone();
        var prorated = false;
        var months = MonthsOf(subscription);
        if (form.Items("items") is [var line, ..])
        {
            prorated = ChangeItem(subscription, line, form.Text("proration_behavior") ?? "create_prorations");
        }

        if (form.Flag("cancel_at_period_end") is { } ends)
        {
            SetEnding(subscription, ends);
        }

        if (form.Text("default_payment_method") is { } method)
        {
            subscription["default_payment_method"] = account.Store.Get(Customers.PaymentMethodKind, method, "default_payment_method").Id();
        }

        subscription["metadata"] = form.Metadata(subscription.Child("metadata"));
        var invoiced = MoveTrialEnd(subscription, form.Text("trial_end"))
            // Another interval is counted from now, as at Stripe.
            || ((form.Text("billing_cycle_anchor") == "now" || MonthsOf(subscription) != months) && StartAnew(subscription));
        account.TellChange(Updated, before, subscription);
        if (invoiced)
        {
            invoices.Pay(InvoicePeriod(subscription, "subscription_update", PeriodOf(subscription)));
        }
        else if (prorated && form.Text("proration_behavior") == "always_invoice")
        {
            invoices.Pay(invoices.Create(subscription, "subscription_update", TakePending(subscription), PeriodOf(subscription)));
        }

        return subscription;
    }

    private bool ChangeItem(JsonObject subscription, FormBody line, string proration)
    {
        var item = Item(subscription);
        if (line.Text("id") is { } id && id != item.Id())
        {
            throw StripeError.Missing("subscription item", id, "items[0][id]");
        }

        if (line.Text("id") is null)
        {
            throw StripeError.Invalid("This stand-in keeps one item per subscription: name it by items[0][id].", "items[0][id]");
        }

        var old = item.Child("price");
        var price = line.Text("price") is { } wanted ? account.Store.Get(Prices.Kind, wanted, "items[0][price]") : old;
        var quantity = line.Number("quantity") ?? item.Number("quantity");
        if (!Prices.IsRecurring(price) || quantity < 1)
        {
            throw StripeError.Invalid("A subscription needs a recurring price and a quantity of at least one.", "items[0]");
        }

        var difference = (price.Number("unit_amount") * quantity) - (old.Number("unit_amount") * item.Number("quantity"));
        item["price"] = price.Public();
        item["plan"] = SubscriptionJson.Plan(price);
        item["quantity"] = quantity;
        subscription["currency"] = price.Text("currency");
        if (proration == "none" || difference == 0 || subscription.Text("status") == "trialing")
        {
            return false;
        }

        var period = PeriodOf(subscription);
        if (subscription[Pending] is not JsonArray pending)
        {
            subscription[Pending] = pending = [];
        }

        pending.Add(InvoiceLine.Proration(
            account,
            subscription,
            $"Change to {quantity} × {Prices.ProductName(account, price)}",
            period.Share(difference, account.Now),
            period with { Start = account.Now }));
        return true;
    }

    private void SetEnding(JsonObject subscription, bool ends)
    {
        subscription["cancel_at_period_end"] = ends;
        subscription["cancel_at"] = ends ? PeriodOf(subscription).End.ToUnixTimeSeconds() : null;
        subscription["canceled_at"] = ends ? account.Now.ToUnixTimeSeconds() : null;
        subscription.Child("cancellation_details")["reason"] = ends ? "cancellation_requested" : null;
    }

    /// <summary>True: the trial ended now, and the first month is to be paid.</summary>
    private bool MoveTrialEnd(JsonObject subscription, string? trialEnd)
    {
        if (trialEnd is null || subscription.Text("status") != "trialing")
        {
            return false;
        }

        if (trialEnd == "now")
        {
            subscription["status"] = "active";
            subscription["trial_end"] = account.Now.ToUnixTimeSeconds();
            return StartAnew(subscription);
        }

        if (!long.TryParse(trialEnd, out var seconds) || seconds <= account.Now.ToUnixTimeSeconds())
        {
            throw StripeError.Invalid("Invalid timestamp: trial_end must be in the future.", "trial_end");
        }

        subscription["trial_end"] = seconds;
        subscription["billing_cycle_anchor"] = seconds;
        Item(subscription)["current_period_end"] = seconds;
        subscription.Remove(Warned);
        return false;
    }
}
