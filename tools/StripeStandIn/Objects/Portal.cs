using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Sessions of the page on which a customer looks after their subscription.</summary>
internal sealed class Portal(SimulatedAccount account)
{
    public const string Kind = "billing_portal.session";

    public JsonObject Create(string customer, string? returnUrl)
    {
        if (account.Store.Get(Customers.Kind, customer, "customer").Flag("deleted"))
        {
            throw StripeError.Missing(Customers.Kind, customer, "customer");
        }

        var id = account.NewId("bps");
        return account.Store.Put(new JsonObject
        {
            ["id"] = id,
            ["object"] = Kind,
            ["configuration"] = "bpc_standin",
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["customer"] = customer,
            ["flow"] = null,
            ["livemode"] = false,
            ["locale"] = null,
            ["return_url"] = returnUrl,
            ["url"] = $"{account.Origin}/portal/{id}",
        });
    }
}
