using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Who pays, and with what.</summary>
internal sealed class Customers(SimulatedAccount account)
{
    public const string Kind = "customer";
    public const string PaymentMethodKind = "payment_method";

    private const string Card = "_card";

    private static readonly string[] Texts = ["email", "name", "description", "phone"];

    public JsonObject Create(string? email, string? name, JsonObject metadata)
    {
        var customer = account.Store.Put(new JsonObject
        {
            ["id"] = account.NewId("cus"),
            ["object"] = Kind,
            ["address"] = null,
            ["balance"] = 0L,
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["currency"] = null,
            ["default_source"] = null,
            ["delinquent"] = false,
            ["description"] = null,
            ["email"] = email,
            ["invoice_settings"] = new JsonObject { ["default_payment_method"] = null, ["custom_fields"] = null, ["footer"] = null },
            ["livemode"] = false,
            ["metadata"] = metadata,
            ["name"] = name,
            ["phone"] = null,
            ["preferred_locales"] = new JsonArray(),
            ["tax_exempt"] = "none",
        });
        account.Tell("customer.created", customer);
        return customer;
    }

    public JsonObject Update(string id, FormBody form)
    {
        var customer = account.Store.Get(Kind, id);
        var before = customer.Clone();
        foreach (var property in Texts.Where(form.Has))
        {
            customer[property] = form.Text(property);
        }

        customer["metadata"] = form.Metadata(customer.Child("metadata"));
        var settings = form.Section("invoice_settings");
        if (settings.Has("default_payment_method"))
        {
            var method = settings.Text("default_payment_method");
            customer.Child("invoice_settings")["default_payment_method"] =
                method is null ? null : account.Store.Get(PaymentMethodKind, method, "default_payment_method").Id();
        }

        account.TellChange("customer.updated", before, customer);
        return customer;
    }

    /// <summary>What is left of a deleted customer is its id, and that it was deleted.</summary>
    public void Delete(string id)
    {
        var customer = account.Store.Get(Kind, id);
        if (customer.Flag("deleted"))
        {
            throw StripeError.Missing(Kind, id);
        }

        var before = customer.Clone();
        foreach (var property in customer.Select(property => property.Key).Where(key => key is not ("id" or "object")).ToArray())
        {
            customer.Remove(property);
        }

        customer["deleted"] = true;
        account.Tell("customer.deleted", before);
    }

    /// <exception cref="StripeError">There is no such customer, or no longer.</exception>
    public void MustLive(string id, string parameter)
    {
        if (account.Store.Get(Kind, id, parameter).Flag("deleted"))
        {
            throw StripeError.Missing(Kind, id, parameter);
        }
    }

    public CardBehaviour CardOf(string? customer) =>
        Enum.TryParse<CardBehaviour>(account.Store.Find(Kind, customer)?.Text(Card), out var behaviour)
            ? behaviour
            : CardBehaviour.Succeeds;

    /// <summary>What was chosen on a page.</summary>
    public static CardBehaviour Chosen(FormBody form) =>
        Enum.TryParse<CardBehaviour>(form.RequiredText("card"), out var behaviour) && Enum.IsDefined(behaviour)
            ? behaviour
            : throw StripeError.Invalid("There is no such card.", "card");

    public void SetCard(string customer, CardBehaviour behaviour) =>
        account.Store.Get(Kind, customer)[Card] = behaviour.ToString();

    /// <summary>The method a customer paid with and allowed to be charged again; made once.</summary>
    public JsonObject SaveMethod(string customer)
    {
        account.Store.Get(Kind, customer);
        if (MethodsOf(customer).FirstOrDefault() is { } saved)
        {
            return saved;
        }

        var method = NewMethod(account.NewId("pm"));
        method["customer"] = customer;
        account.Tell("payment_method.attached", method);
        return method;
    }

    public JsonObject Attach(string id, string customer)
    {
        account.Store.Get(Kind, customer, "customer");
        // Stripe's names for test cards make a new method for each who attaches one.
        var method = account.Store.Find(PaymentMethodKind, id)
            ?? (id.StartsWith("pm_card_", StringComparison.Ordinal)
                ? NewMethod(account.NewId("pm"))
                : throw StripeError.Missing(PaymentMethodKind, id));
        method["customer"] = customer;
        account.Tell("payment_method.attached", method);
        return method;
    }

    public JsonObject Detach(string id)
    {
        var method = account.Store.Get(PaymentMethodKind, id);
        method["customer"] = null;
        account.Tell("payment_method.detached", method);
        return method;
    }

    public IEnumerable<JsonObject> MethodsOf(string customer) =>
        account.Store.All(PaymentMethodKind).Where(method => method.Text("customer") == customer);

    private JsonObject NewMethod(string id) => account.Store.Put(new JsonObject
    {
        ["id"] = id,
        ["object"] = PaymentMethodKind,
        ["allow_redisplay"] = "limited",
        ["billing_details"] = new JsonObject { ["email"] = null, ["name"] = null },
        ["card"] = new JsonObject
        {
            ["brand"] = "visa",
            ["country"] = "US",
            ["exp_month"] = 12,
            ["exp_year"] = account.Now.Year + 5,
            ["fingerprint"] = "standin" + id,
            ["funding"] = "credit",
            ["last4"] = "4242",
        },
        ["created"] = account.Now.ToUnixTimeSeconds(),
        ["customer"] = null,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["type"] = "card",
    });
}
