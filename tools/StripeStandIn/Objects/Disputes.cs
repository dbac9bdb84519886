using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>A buyer who asks their bank for the money: it is withdrawn at once, and comes back if the dispute is won.</summary>
internal sealed class Disputes(SimulatedAccount account)
{
    public const string Kind = "dispute";

    public const string Open = "needs_response";

    private static readonly TimeSpan Deadline = TimeSpan.FromDays(9);

    public JsonObject Create(JsonObject charge, long? amount, string status = Open)
    {
        if (!charge.Flag("paid") || charge.Flag("disputed"))
        {
            throw StripeError.Invalid($"Charge {charge.Id()} is not paid, or disputed already.", "charge");
        }

        var wanted = amount ?? charge.Number("amount") - charge.Number("amount_refunded");
        if (wanted <= 0 || wanted > charge.Number("amount"))
        {
            throw StripeError.Invalid($"{wanted} of charge {charge.Id()} cannot be disputed.", "amount");
        }

        var dispute = account.Store.Put(new JsonObject
        {
            ["id"] = account.NewId("du"),
            ["object"] = Kind,
            ["amount"] = wanted,
            ["balance_transactions"] = new JsonArray(),
            ["charge"] = charge.Id(),
            ["created"] = account.Now.ToUnixTimeSeconds(),
            ["currency"] = charge.Text("currency"),
            ["enhanced_eligibility_types"] = new JsonArray(),
            ["evidence"] = new JsonObject(),
            ["evidence_details"] = new JsonObject
            {
                ["due_by"] = (account.Now + Deadline).ToUnixTimeSeconds(),
                ["has_evidence"] = false,
                ["past_due"] = false,
                ["submission_count"] = 0L,
            },
            ["is_charge_refundable"] = false,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["payment_intent"] = charge.Text("payment_intent"),
            ["reason"] = "fraudulent",
            ["status"] = status,
        });
        charge["disputed"] = true;
        account.Tell("charge.dispute.created", dispute);
        if (!IsInquiry(status))
        {
            account.Tell("charge.dispute.funds_withdrawn", dispute);
        }

        return dispute;
    }

    public void Win(string id)
    {
        var dispute = Close(id, "won");
        account.Tell("charge.dispute.funds_reinstated", dispute);
        account.Tell("charge.dispute.closed", dispute);
    }

    public void Lose(string id) => account.Tell("charge.dispute.closed", Close(id, "lost"));

    public static bool IsOpen(JsonObject dispute) => dispute.Text("status") == Open;

    /// <summary>A question before a dispute, which takes nothing, or a dispute that was settled before it was one.</summary>
    private static bool IsInquiry(string status) => status == "prevented" || status.StartsWith("warning_", StringComparison.Ordinal);

    private JsonObject Close(string id, string status)
    {
        var dispute = account.Store.Get(Kind, id, Kind);
        if (!IsOpen(dispute))
        {
            throw StripeError.Invalid($"{id} is closed already: {dispute.Text("status")}.");
        }

        dispute["status"] = status;
        return dispute;
    }
}
