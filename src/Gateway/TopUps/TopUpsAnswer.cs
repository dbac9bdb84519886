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

/// <summary>
/// A grant (<c>extra_granted</c>: credits, reason) or a claim (<c>pack_claimed</c>: purchaseId, cause, claimId, claimed, taken,
/// shortfall): the entry's facts stand beside its id.
/// </summary>
internal sealed record GrantItem(long EntryId, string Kind, DateTimeOffset At)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Facts { get; init; }

    public static GrantItem Of(LedgerEntry entry) => new(entry.EntryId, entry.Kind, entry.At)
    {
        Facts = entry.Detail is { } facts
            ? JsonElement.Parse(facts).EnumerateObject().ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal)
            : null,
    };
}
