using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>What a subscription is made with.</summary>
internal sealed record SubscriptionRequest
{
    public required string Customer { get; init; }

    public required JsonObject Price { get; init; }

    public required long Quantity { get; init; }

    public DateTimeOffset? TrialEnd { get; init; }

    public string? PaymentMethod { get; init; }

    public JsonObject Metadata { get; init; } = [];

    /// <summary>What the first charge does, where a page's button says so and not the customer's card.</summary>
    public CardBehaviour? FirstCharge { get; init; }
}
