using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Money back. What a charge says was refunded is the sum of its refunds, and shrinks when one fails.</summary>
internal sealed class Refunds(SimulatedAccount account)
{
    public const string Kind = "refund";

    public JsonObject Create(JsonObject charge, long? amount, string? reason, JsonObject metadata)
    {
        if (!charge.Flag("paid"))
        {
            throw StripeError.Invalid($"Charge {charge.Id()} is not paid.", "charge");
        }

        var left = charge.Number("amount") - charge.Number("amount_refunded");
        if (left == 0)
        {
            throw StripeError.Invalid(
                $"Charge {charge.Id()} has already been refunded.", code: "charge_already_refunded");
        }

        var wanted = amount ?? left;
        if (wanted <= 0 || wanted > left)
        {
            throw StripeError.Invalid(
                $"Refund amount ({wanted}) is greater than unrefunded amount on charge ({left}), or not above zero.", "amount");
        }

        var refund = account.Store.Put(new JsonObject
        {
            ["id"] = account.NewId("re"),
            ["object"] = Kind,
            ["amount"] = wanted,
            ["balance_transaction"] = null,
            ["charge"] = charge.Id(),
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["currency"] = charge.Text("currency"),
            ["metadata"] = metadata,
            ["payment_intent"] = charge.Text("payment_intent"),
            ["reason"] = reason,
            ["status"] = "succeeded",
        });
        Count(charge, wanted);
        account.Tell("refund.created", refund);
        account.Tell("charge.refunded", charge);
        return refund;
    }

    /// <summary>The bank sends the money back, as happens days later: the refund is undone.</summary>
    public void Fail(string id)
    {
        var refund = account.Store.Get(Kind, id, Kind);
        if (refund.Text("status") == "failed")
        {
            throw StripeError.Invalid($"{id} has failed already.");
        }

        refund["status"] = "failed";
        refund["failure_reason"] = "lost_or_stolen_card";
        Count(account.Store.Get(Payments.ChargeKind, refund.Text("charge")), -refund.Number("amount"));
        account.Tell("refund.updated", refund);
        account.Tell("refund.failed", refund);
    }

    private static void Count(JsonObject charge, long amount)
    {
        charge["amount_refunded"] = charge.Number("amount_refunded") + amount;
        charge["refunded"] = charge.Number("amount_refunded") == charge.Number("amount");
    }
}
