using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Sessions: the pages on which packs and subscriptions are bought.</summary>
internal sealed class Checkout(
    SimulatedAccount account, Customers customers, Payments payments, Invoices invoices, Subscriptions subscriptions)
{
    public const string Kind = "checkout.session";

    public const string Open = "open";
    public const string Complete = "complete";

    private const string Paid = "paid";
    private const string Unpaid = "unpaid";

    /// <summary>What the session sells, which a client sees only if it asks.</summary>
    private const string Lines = "_lines";

    /// <summary>What was asked for the payment or the subscription that the session makes.</summary>
    private const string Order = "_order";

    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    public JsonObject Create(FormBody form)
    {
        var mode = form.RequiredText("mode");
        if (mode is not ("payment" or "subscription"))
        {
            throw StripeError.Invalid($"Invalid mode: must be one of payment or subscription", "mode");
        }

        form.RequiredText("success_url");
        var lines = LinesOf(form, mode);
        var trialEnd = TrialEnd(form.Section("subscription_data"));
        var total = trialEnd is null ? lines.Sum(line => line.Number("amount_total")) : 0;
        if (form.Text("customer") is { } customer)
        {
            customers.MustLive(customer, "customer");
        }

        var session = account.Store.Put(NewSession(form, mode, lines, total));
        session[Lines] = new JsonArray([.. lines]);
        var intent = form.Section("payment_intent_data");
        session[Order] = new JsonObject
        {
            ["metadata"] = mode == "payment" ? intent.Metadata() : form.Section("subscription_data").Metadata(),
            ["setup_future_usage"] = intent.Text("setup_future_usage"),
            ["description"] = intent.Text("description"),
            ["trial"] = JsonObjects.Seconds(trialEnd) is { } end ? end.GetValue<long>() - account.Now.ToUnixTimeSeconds() : null,
        };
        return session;
    }

    /// <summary>The buyer pays. False: declined, and the session is still open.</summary>
    public bool Pay(string id, CardBehaviour? behaviour = null, string? email = null)
    {
        var session = OpenSession(id);
        behaviour ??= customers.CardOf(session.Text("customer"));
        // The payer is there to confirm it.
        behaviour = behaviour is CardBehaviour.NeedsPayer ? CardBehaviour.Succeeds : behaviour;
        session["customer_details"] = new JsonObject
        {
            ["email"] = email ?? session.Text("customer_email") ?? "customer@example.com",
            ["name"] = null,
            ["tax_exempt"] = "none",
        };
        if (behaviour is CardBehaviour.Fails)
        {
            Decline(session);
            return false;
        }

        if (session.Text("mode") == "payment")
        {
            BuyOnce(session, behaviour.Value);
        }
        else
        {
            Subscribe(session, behaviour.Value);
        }

        session["status"] = Complete;
        session["url"] = null;
        account.Tell("checkout.session.completed", session);
        return true;
    }

    public void Expire(string id)
    {
        var session = OpenSession(id);
        session["status"] = "expired";
        session["url"] = null;
        account.Tell("checkout.session.expired", session);
    }

    /// <summary>A payment that was processing has come to its end: the buyer's goods are theirs, or they are not.</summary>
    public void FollowIntent(JsonObject intent)
    {
        if (account.Store.All(Kind).FirstOrDefault(session => IntentOf(session)?.Id() == intent.Id()) is not { } session
            || session.Text("status") != Complete
            || session.Text("payment_status") != Unpaid)
        {
            return;
        }

        var succeeded = intent.Text("status") == Payments.Succeeded;
        session["payment_status"] = succeeded ? Paid : Unpaid;
        account.Tell(succeeded ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed", session);
    }

    public JsonObject? IntentOf(JsonObject session) =>
        account.Store.Find(Payments.Kind, session.Text("payment_intent"))
        ?? (account.Store.Find(Invoices.Kind, session.Text("invoice")) is { } invoice ? invoices.IntentOf(invoice) : null);

    public static IEnumerable<JsonObject> LinesOf(JsonObject session) =>
        session[Lines]!.AsArray().Select(line => line!.AsObject());

    private static string? OrderText(JsonObject session, string property) => session.Child(Order).Text(property);

    private JsonObject OpenSession(string id)
    {
        var session = account.Store.Get(Kind, id);
        return session.Text("status") == Open
            ? session
            : throw StripeError.Invalid($"Only Checkout Sessions with a status in [\"open\"] can be changed; this one is {session.Text("status")}.");
    }

    private DateTimeOffset? TrialEnd(FormBody subscription)
    {
        if (subscription.Number("trial_period_days") is { } days)
        {
            return account.Now.AddDays(days);
        }

        return subscription.Number("trial_end") is { } end ? DateTimeOffset.FromUnixTimeSeconds(end) : null;
    }

    private JsonObject[] LinesOf(FormBody form, string mode)
    {
        var lines = form.Items("line_items").Select(line => Line(line, mode)).ToArray();
        if (lines.Length == 0)
        {
            throw StripeError.Required("line_items");
        }

        return mode == "subscription" && lines.Length > 1
            ? throw StripeError.Invalid("This stand-in sells one item per subscription.", "line_items")
            : lines;
    }

    private JsonObject Line(FormBody line, string mode)
    {
        var price = Prices.Of(account, line);
        if (Prices.IsRecurring(price) != (mode == "subscription"))
        {
            throw StripeError.Invalid(
                mode == "subscription"
                    ? "You must provide at least one recurring price in `subscription` mode."
                    : "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
                "line_items[0][price]");
        }

        var quantity = line.Number("quantity") ?? throw StripeError.Required("line_items[0][quantity]");
        var amount = price.Number("unit_amount") * quantity;
        return new JsonObject
        {
            ["id"] = account.NewId("li"),
            ["object"] = "item",
            ["amount_discount"] = 0L,
            ["amount_subtotal"] = amount,
            ["amount_tax"] = 0L,
            ["amount_total"] = amount,
            ["currency"] = price.Text("currency"),
            ["description"] = Prices.ProductName(account, price),
            ["price"] = price.Public(),
            ["quantity"] = quantity,
        };
    }

    private JsonObject NewSession(FormBody form, string mode, JsonObject[] lines, long total)
    {
        var id = account.NewId("cs_test");
        return new JsonObject
        {
            ["id"] = id,
            ["object"] = Kind,
            ["amount_subtotal"] = total,
            ["amount_total"] = total,
            ["cancel_url"] = form.Text("cancel_url"),
            ["client_reference_id"] = form.Text("client_reference_id"),
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["currency"] = lines[0].Text("currency"),
            ["customer"] = form.Text("customer"),
            ["customer_creation"] = mode == "payment" && form.Text("customer") is null
                ? form.Text("customer_creation") ?? "if_required"
                : null,
            ["customer_details"] = null,
            ["customer_email"] = form.Text("customer_email"),
            ["expires_at"] = form.Number("expires_at") ?? (account.Now + Patience).ToUnixTimeSeconds(),
            ["invoice"] = null,
            ["livemode"] = false,
            ["locale"] = form.Text("locale"),
            ["metadata"] = form.Metadata(),
            ["mode"] = mode,
            ["payment_intent"] = null,
            ["payment_method_types"] = new JsonArray("card"),
            ["payment_status"] = Unpaid,
            ["status"] = Open,
            ["subscription"] = null,
            ["success_url"] = form.Text("success_url"),
            ["total_details"] = new JsonObject { ["amount_discount"] = 0L, ["amount_shipping"] = 0L, ["amount_tax"] = 0L },
            ["ui_mode"] = "hosted",
            ["url"] = $"{account.Origin}/checkout/{id}",
        };
    }

    private void BuyOnce(JsonObject session, CardBehaviour behaviour)
    {
        var reusable = OrderText(session, "setup_future_usage") is not null;
        if (reusable || session.Text("customer_creation") == "always")
        {
            EnsureCustomer(session);
        }

        if (session.Number("amount_total") == 0)
        {
            session["payment_status"] = "no_payment_required";
            return;
        }

        var intent = IntentOf(session) ?? NewIntent(session);
        intent["customer"] = session.Text("customer");
        if (reusable)
        {
            intent["payment_method"] = customers.SaveMethod(session.Text("customer")!).Id();
        }

        payments.Confirm(intent, behaviour);
        session["payment_status"] = behaviour is CardBehaviour.Async ? Unpaid : Paid;
    }

    private void Subscribe(JsonObject session, CardBehaviour behaviour)
    {
        EnsureCustomer(session);
        var line = LinesOf(session).Single();
        var subscription = subscriptions.Create(new SubscriptionRequest
        {
            Customer = session.Text("customer")!,
            Price = line.Child("price"),
            Quantity = line.Number("quantity"),
            TrialEnd = session.Child(Order)["trial"] is { } seconds ? account.Now.AddSeconds(seconds.GetValue<long>()) : null,
            PaymentMethod = customers.SaveMethod(session.Text("customer")!).Id(),
            Metadata = session.Child(Order).Child("metadata"),
            FirstCharge = behaviour,
        });
        // A declined attempt had an intent of its own.
        session["payment_intent"] = null;
        session["subscription"] = subscription.Id();
        session["invoice"] = subscription.Text("latest_invoice");
        session["payment_status"] = session.Number("amount_total") == 0
            ? "no_payment_required"
            : behaviour is CardBehaviour.Async ? Unpaid : Paid;
    }

    private void Decline(JsonObject session)
    {
        if (session.Number("amount_total") > 0)
        {
            payments.Confirm(IntentOf(session) ?? NewIntent(session), CardBehaviour.Fails);
        }
    }

    private JsonObject NewIntent(JsonObject session)
    {
        var intent = payments.Create(new PaymentOrder
        {
            Amount = session.Number("amount_total"),
            Currency = session.Text("currency")!,
            Customer = session.Text("customer"),
            Description = OrderText(session, "description"),
            SetupFutureUsage = OrderText(session, "setup_future_usage"),
            Metadata = session.Text("mode") == "payment" ? session.Child(Order).Child("metadata") : [],
        });
        session["payment_intent"] = intent.Id();
        return intent;
    }

    private void EnsureCustomer(JsonObject session) =>
        session["customer"] ??= customers.Create(session.Child("customer_details").Text("email"), null, []).Id();
}
