using System.Text.Json;
using Purser.Billing;

namespace Purser.Tests.Billing;

/// <summary>What the stand-in's own API says that teams have bought and been given back.</summary>
internal sealed class StripeBooks(BillingCluster cluster)
{
    private static readonly Dictionary<string, int> CreditsPerSeat =
        new(StringComparer.Ordinal) { ["lite"] = 100, ["pro"] = 250, ["max"] = 500 };

    /// <summary>What a team's page must show.</summary>
    public async Task<Books> OfAsync(string customer)
    {
        var subscription = Assert.Single(await ListAsync("subscriptions", customer, "&status=all"));
        var item = subscription.GetProperty("items").GetProperty("data")[0];
        var plan = item.GetProperty("price").GetProperty("id").GetString()!["price_".Length..];
        var seats = item.GetProperty("quantity").GetInt32();
        var charges = await ListAsync("charges", customer);
        List<string> packs = [];
        var extra = 0L;
        foreach (var session in (await ListAsync("checkout/sessions", customer)).Where(IsPaidPack))
        {
            packs.Add(session.GetProperty("id").GetString()!);
            var charge = charges.Single(charge => Text(charge, "payment_intent") == Text(session, "payment_intent"));
            var credits = long.Parse(Text(session.GetProperty("metadata"), StripeNames.Credits)!);
            extra += credits - (credits * charge.GetProperty("amount_refunded").GetInt64() / charge.GetProperty("amount").GetInt64());
        }

        packs.Sort(StringComparer.Ordinal);
        return new Books(Text(subscription, "status")!, plan, seats, CreditsPerSeat[plan] * seats, extra, string.Join(' ', packs));
    }

    private static bool IsPaidPack(JsonElement session) => Text(session, "mode") == "payment" && Text(session, "payment_status") == "paid";

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private async Task<JsonElement[]> ListAsync(string kind, string customer, string more = "")
    {
        var json = await cluster.Http.GetStringAsync(new Uri(cluster.Stripe.Url, $"/v1/{kind}?customer={customer}&limit=100{more}"));
        var page = JsonElement.Parse(json);
        Assert.False(page.GetProperty("has_more").GetBoolean());
        return [.. page.GetProperty("data").EnumerateArray()];
    }
}

/// <summary>A team as either side has it.</summary>
/// <param name="Status">Of the subscription.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Seats">Its seats.</param>
/// <param name="Total">What a month of them gives.</param>
/// <param name="Extra">What packs gave, less what was refunded.</param>
/// <param name="Packs">The sessions in which packs were paid, in order, each as often as it was credited.</param>
internal sealed record Books(string Status, string Plan, int Seats, long Total, long Extra, string Packs);
