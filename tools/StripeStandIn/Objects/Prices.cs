using System.Globalization;
using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>What is sold, and the products that the prices are for.</summary>
internal static class Prices
{
    public const string Kind = "price";
    public const string ProductKind = "product";

    /// <summary>Sets up a price, over what an earlier run had set up under its id.</summary>
    public static void Offer(SimulatedAccount account, StripePrice price)
    {
        var product = Product(account, "prod_" + price.Id, price.Product);
        account.Store.Put(Price(account, price.Id, product, price.UnitAmount, price.Currency, price.Monthly ? price.Months : null));
    }

    /// <summary>A price named by a line of a request, or made for it alone from <c>price_data</c>.</summary>
    public static JsonObject Of(SimulatedAccount account, FormBody line)
    {
        if (line.Text("price") is { } id)
        {
            return account.Store.Get(Kind, id, "price");
        }

        var data = line.Section("price_data");
        var amount = data.Number("unit_amount") ?? throw StripeError.Required("line_items[0][price_data][unit_amount]");
        var product = data.Text("product") is { } known
            ? account.Store.Get(ProductKind, known, "product")
            : Product(account, account.NewId("prod"), data.Section("product_data").RequiredText("name"));
        return account.Store.Put(Price(
            account,
            account.NewId("price"),
            product,
            amount,
            data.RequiredText("currency"),
            MonthsOf(data.Section("recurring"))));
    }

    public static string ProductName(SimulatedAccount account, JsonObject price) =>
        account.Store.Get(ProductKind, price.Text("product")).Text("name")!;

    public static bool IsRecurring(JsonObject price) => price.Text("type") == "recurring";

    /// <summary>How many months a period of a recurring price has.</summary>
    public static int MonthsOf(JsonObject price) => MonthsOf(price.Child("recurring").Text("interval")!, price.Child("recurring").Number("interval_count"));

    private static int? MonthsOf(FormBody recurring) =>
        recurring.Text("interval") is { } interval ? MonthsOf(interval, recurring.Number("interval_count") ?? 1) : null;

    private static int MonthsOf(string interval, long count) => interval switch
    {
        "month" => (int)count,
        "year" => (int)count * 12,
        _ => throw StripeError.Invalid($"This stand-in sells by the month or the year, not by the {interval}.", "recurring[interval]"),
    };

    private static JsonObject Product(SimulatedAccount account, string id, string name) => account.Store.Put(new JsonObject
    {
        ["id"] = id,
        ["object"] = ProductKind,
        ["active"] = true,
        ["created"] = account.Now.ToUnixTimeSeconds(),
        ["description"] = null,
        ["images"] = new JsonArray(),
        ["livemode"] = false,
        ["marketing_features"] = new JsonArray(),
        ["metadata"] = new JsonObject(),
        ["name"] = name,
        ["type"] = "service",
    });

    private static JsonObject Price(
        SimulatedAccount account, string id, JsonObject product, long amount, string currency, int? months) => new()
        {
            ["id"] = id,
            ["object"] = Kind,
            ["active"] = true,
            ["billing_scheme"] = "per_unit",
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["currency"] = currency,
            ["livemode"] = false,
            ["lookup_key"] = null,
            ["metadata"] = new JsonObject(),
            ["nickname"] = null,
            ["product"] = product.Id(),
            ["recurring"] = months is { } period
                ? new JsonObject
                {
                    ["interval"] = period % 12 == 0 ? "year" : "month",
                    ["interval_count"] = (long)(period % 12 == 0 ? period / 12 : period),
                    ["usage_type"] = "licensed",
                }
                : null,
            ["tax_behavior"] = "unspecified",
            ["type"] = months is not null ? "recurring" : "one_time",
            ["unit_amount"] = amount,
            ["unit_amount_decimal"] = amount.ToString(CultureInfo.InvariantCulture),
        };
}
