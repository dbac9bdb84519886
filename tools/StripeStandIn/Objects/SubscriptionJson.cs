using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>How a subscription is written.</summary>
internal static class SubscriptionJson
{
    public static JsonObject New(
        SimulatedAccount account, SubscriptionRequest request, BillingPeriod period, DateTimeOffset anchor, DateTimeOffset? trial)
    {
        var id = account.NewId("sub");
        var now = account.Now.ToUnixTimeSeconds();
        var item = new JsonObject
        {
            ["id"] = account.NewId("si"),
            ["object"] = "subscription_item",
            ["created"] = now,
            ["current_period_end"] = period.End.ToUnixTimeSeconds(),
            ["current_period_start"] = period.Start.ToUnixTimeSeconds(),
            ["discounts"] = new JsonArray(),
            ["metadata"] = new JsonObject(),
            ["plan"] = Plan(request.Price),
            ["price"] = request.Price.Public(),
            ["quantity"] = request.Quantity,
            ["subscription"] = id,
            ["tax_rates"] = new JsonArray(),
        };
        return new JsonObject
        {
            ["id"] = id,
            ["object"] = Subscriptions.Kind,
            ["billing_cycle_anchor"] = anchor.ToUnixTimeSeconds(),
            ["cancel_at"] = null,
            ["cancel_at_period_end"] = false,
            ["canceled_at"] = null,
            ["cancellation_details"] = new JsonObject { ["comment"] = null, ["feedback"] = null, ["reason"] = null },
            ["collection_method"] = "charge_automatically",
            ["created"] = now,
            ["currency"] = request.Price.Text("currency"),
            ["customer"] = request.Customer,
            ["default_payment_method"] = request.PaymentMethod,
            ["description"] = null,
            ["discounts"] = new JsonArray(),
            ["ended_at"] = null,
            ["items"] = JsonObjects.ListOf($"/v1/subscription_items?subscription={id}", [item]),
            ["latest_invoice"] = null,
            ["livemode"] = false,
            ["metadata"] = request.Metadata.Clone(),
            ["pause_collection"] = null,
            ["schedule"] = null,
            ["start_date"] = now,
            ["status"] = trial is null ? "incomplete" : "trialing",
            ["trial_end"] = JsonObjects.Seconds(trial),
            ["trial_start"] = trial is null ? null : now,
        };
    }

    /// <summary>The price once more, as an item's older property has it.</summary>
    public static JsonObject Plan(JsonObject price) => new()
    {
        ["id"] = price.Id(),
        ["object"] = "plan",
        ["active"] = true,
        ["amount"] = price.Number("unit_amount"),
        ["currency"] = price.Text("currency"),
        ["interval"] = price.Child("recurring").Text("interval"),
        ["interval_count"] = price.Child("recurring").Number("interval_count"),
        ["product"] = price.Text("product"),
    };
}
