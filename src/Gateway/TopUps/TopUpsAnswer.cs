using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Billing;
using Purser.History;

namespace Purser.Gateway.TopUps;

/// <summary>What moved extra other than spending.</summary>
/// <param name="Items">The packs, newest first.</param>
/// <param name="Grants">Grants by the operator, and claims on packs, newest first.</param>
internal sealed record TopUpsAnswer(TopUpItem[] Items, GrantItem[] Grants);

/// <summary>A pack that was or was to be bought.</summary>
internal sealed record TopUpItem(
    string Id, string Pack, Credits Credits, long Amount, string Currency, TopUpStatus Status, bool Automatic, DateTimeOffset CreatedAt)
{
    public static TopUpItem Of(TopUp topUp) => new(
        topUp.Id, topUp.Pack, topUp.Credits, topUp.Amount, topUp.Currency, topUp.Status, topUp.IsAutomatic, topUp.CreatedAt);
}

/// <summary>A grant (<c>extra_granted</c>: credits, reason) or a claim (<c>pack_claimed</c>: all the others).</summary>
internal sealed record GrantItem(
    long EntryId,
    string Kind,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Credits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? PurchaseId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Cause,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? ClaimId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Claimed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Taken,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Shortfall)
{
    public static GrantItem Of(LedgerEntry entry)
    {
        var facts = JsonElement.Parse(entry.Detail!);
        return new GrantItem(
            entry.EntryId, entry.Kind, entry.At, Fact("credits"), Fact("reason"),
            Fact("purchaseId"), Fact("cause"), Fact("claimId"), Fact("claimed"), Fact("taken"), Fact("shortfall"));

        JsonElement? Fact(string name) => facts.TryGetProperty(name, out var value) ? value : null;
    }
}
