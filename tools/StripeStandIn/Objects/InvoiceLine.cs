using System.Globalization;
using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>A line of an invoice, for a subscription's item.</summary>
internal static class InvoiceLine
{
    /// <summary>A whole period of the item, at its price or (in a trial) for nothing.</summary>
    public static JsonObject Of(SimulatedAccount account, JsonObject subscription, BillingPeriod period, bool free = false)
    {
        var item = subscription.List("items").Single();
        var price = item.Child("price");
        var quantity = item.Number("quantity");
        var name = Prices.ProductName(account, price);
        var text = free ? $"Trial period for {name}" : $"{quantity} × {name}";
        return Line(account, subscription, text, free ? 0 : price.Number("unit_amount") * quantity, period, proration: false);
    }

    /// <summary>The difference that a change in the middle of a period makes.</summary>
    public static JsonObject Proration(
        SimulatedAccount account, JsonObject subscription, string text, long amount, BillingPeriod rest) =>
        Line(account, subscription, text, amount, rest, proration: true);

    private static JsonObject Line(
        SimulatedAccount account, JsonObject subscription, string text, long amount, BillingPeriod period, bool proration)
    {
        var item = subscription.List("items").Single();
        var price = item.Child("price");
        return new JsonObject
        {
            ["id"] = account.NewId("il"),
            ["object"] = "line_item",
            ["amount"] = amount,
            ["currency"] = price.Text("currency"),
            ["description"] = text,
            ["discount_amounts"] = new JsonArray(),
            ["discountable"] = !proration,
            ["discounts"] = new JsonArray(),
            ["invoice"] = null,
            ["livemode"] = false,
            ["metadata"] = subscription.Child("metadata").Clone(),
            ["parent"] = new JsonObject
            {
                ["type"] = "subscription_item_details",
                ["invoice_item_details"] = null,
                ["subscription_item_details"] = new JsonObject
                {
                    ["invoice_item"] = null,
                    ["proration"] = proration,
                    ["subscription"] = subscription.Id(),
                    ["subscription_item"] = item.Id(),
                },
            },
            ["period"] = new JsonObject
            {
                ["start"] = period.Start.ToUnixTimeSeconds(),
                ["end"] = period.End.ToUnixTimeSeconds(),
            },
            ["pricing"] = new JsonObject
            {
                ["type"] = "price_details",
                ["price_details"] = new JsonObject { ["price"] = price.Id(), ["product"] = price.Text("product") },
                ["unit_amount_decimal"] = price.Number("unit_amount").ToString(CultureInfo.InvariantCulture),
            },
            ["quantity"] = item.Number("quantity"),
            ["subtotal"] = amount,
        };
    }
}
