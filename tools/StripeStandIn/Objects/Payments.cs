using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>What a payment intent is for.</summary>
internal sealed record PaymentOrder
{
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public string? Customer { get; init; }

    public string? Method { get; init; }

    public string? Description { get; init; }

    public string? SetupFutureUsage { get; init; }

    public JsonObject Metadata { get; init; } = [];
}

/// <summary>Payment intents, and the charges that are the attempts at them.</summary>
internal sealed class Payments(SimulatedAccount account, Customers customers)
{
    public const string Kind = "payment_intent";
    public const string ChargeKind = "charge";

    public const string Succeeded = "succeeded";
    public const string Processing = "processing";
    public const string NeedsMethod = "requires_payment_method";
    public const string NeedsPayer = "requires_action";

    public JsonObject Create(PaymentOrder order) => account.Store.Put(new JsonObject
    {
        ["id"] = account.NewId("pi"),
        ["object"] = Kind,
        ["amount"] = order.Amount,
        ["amount_capturable"] = 0L,
        ["amount_received"] = 0L,
        ["canceled_at"] = null,
        ["capture_method"] = "automatic",
        ["confirmation_method"] = "automatic",
        ["created"] = account.Now.ToUnixTimeSeconds(),
        ["currency"] = order.Currency,
        ["customer"] = order.Customer,
        ["description"] = order.Description,
        ["last_payment_error"] = null,
        ["latest_charge"] = null,
        ["livemode"] = false,
        ["metadata"] = order.Metadata.Clone(),
        ["payment_method"] = order.Method,
        ["payment_method_types"] = new JsonArray("card"),
        ["setup_future_usage"] = order.SetupFutureUsage,
        ["status"] = order.Method is null ? NeedsMethod : "requires_confirmation",
    });

    /// <summary>Charges the intent, with what its customer's card does unless it is said otherwise.</summary>
    public void Confirm(JsonObject intent, CardBehaviour? behaviour = null)
    {
        var charge = account.Store.Put(NewCharge(intent));
        intent["latest_charge"] = charge.Id();
        switch (behaviour ?? BehaviourOf(intent))
        {
            case CardBehaviour.Succeeds:
                Succeed(intent);
                break;
            case CardBehaviour.Fails:
                Fail(intent);
                break;
            case CardBehaviour.NeedsPayer:
                intent["status"] = NeedsPayer;
                account.Tell("payment_intent.requires_action", intent);
                break;
            default:
                intent["status"] = Processing;
                account.Tell("charge.pending", charge);
                account.Tell("payment_intent.processing", intent);
                break;
        }
    }

    public void Succeed(JsonObject intent)
    {
        var charge = LatestCharge(intent)!;
        charge["status"] = Succeeded;
        charge["paid"] = true;
        charge["captured"] = true;
        charge["amount_captured"] = intent.Number("amount");
        intent["status"] = Succeeded;
        intent["amount_received"] = intent.Number("amount");
        intent["last_payment_error"] = null;
        account.Tell("charge.succeeded", charge);
        account.Tell("payment_intent.succeeded", intent);
    }

    public void Fail(JsonObject intent)
    {
        const string Code = "card_declined";
        const string Message = "Your card was declined.";
        var charge = LatestCharge(intent)!;
        charge["status"] = "failed";
        charge["failure_code"] = Code;
        charge["failure_message"] = Message;
        intent["status"] = NeedsMethod;
        intent["last_payment_error"] = new JsonObject
        {
            ["type"] = "card_error",
            ["code"] = Code,
            ["decline_code"] = "generic_decline",
            ["message"] = Message,
            ["charge"] = charge.Id(),
        };
        account.Tell("charge.failed", charge);
        account.Tell("payment_intent.payment_failed", intent);
    }

    /// <summary>The payer confirms at the bank what waited for that.</summary>
    public void Approve(JsonObject intent)
    {
        if (intent.Text("status") != NeedsPayer)
        {
            throw StripeError.Invalid(
                $"Nobody can confirm this PaymentIntent: its status is {intent.Text("status")}.", code: "payment_intent_unexpected_state");
        }

        Succeed(intent);
    }

    public void Cancel(JsonObject intent)
    {
        if (intent.Text("status") is Succeeded or Processing or "canceled")
        {
            throw StripeError.Invalid(
                $"You cannot cancel this PaymentIntent because it has a status of {intent.Text("status")}.",
                code: "payment_intent_unexpected_state");
        }

        intent["status"] = "canceled";
        intent["canceled_at"] = account.Now.ToUnixTimeSeconds();
        account.Tell("payment_intent.canceled", intent);
    }

    /// <summary>The charge by its own id, or the latest of a payment intent.</summary>
    public JsonObject ChargeOf(string id) =>
        account.Store.Find(Kind, id) is { } intent
            ? LatestCharge(intent) ?? throw StripeError.Invalid($"{id} has no charge.", Kind)
            : account.Store.Get(ChargeKind, id, ChargeKind);

    private JsonObject? LatestCharge(JsonObject intent) => account.Store.Find(ChargeKind, intent.Text("latest_charge"));

    private CardBehaviour BehaviourOf(JsonObject intent) =>
        intent.Text("payment_method")?.StartsWith("pm_card_chargeDeclined", StringComparison.Ordinal) is true
            ? CardBehaviour.Fails
            : customers.CardOf(intent.Text("customer"));

    private JsonObject NewCharge(JsonObject intent) => new()
    {
        ["id"] = account.NewId("ch"),
        ["object"] = ChargeKind,
        ["amount"] = intent.Number("amount"),
        ["amount_captured"] = 0L,
        ["amount_refunded"] = 0L,
        ["balance_transaction"] = null,
        ["billing_details"] = new JsonObject { ["email"] = null, ["name"] = null },
        ["captured"] = false,
        ["created"] = account.Now.ToUnixTimeSeconds(),
        ["currency"] = intent.Text("currency"),
        ["customer"] = intent.Text("customer"),
        ["description"] = intent.Text("description"),
        ["disputed"] = false,
        ["failure_code"] = null,
        ["failure_message"] = null,
        ["livemode"] = false,
        ["metadata"] = intent.Child("metadata").Clone(),
        ["paid"] = false,
        ["payment_intent"] = intent.Id(),
        ["payment_method"] = intent.Text("payment_method"),
        ["payment_method_details"] = new JsonObject
        {
            ["type"] = "card",
            ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = "4242" },
        },
        ["refunded"] = false,
        ["status"] = "pending",
    };
}
