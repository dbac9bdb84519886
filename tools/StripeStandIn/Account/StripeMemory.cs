using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>What is written down between runs.</summary>
internal sealed class StripeMemory
{
    /// <summary>Two stand-ins must not make the same ids: one database may have met both.</summary>
    public string Run { get; init; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    public long LastId { get; set; }

    public OrderedDictionary<string, JsonObject> Objects { get; init; } = new(StringComparer.Ordinal);

    public List<PlannedDelivery> Deliveries { get; init; } = [];

    public Dictionary<string, FirstAnswer> Answers { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A webhook that is still to be posted.</summary>
internal sealed record PlannedDelivery(string EventId, DateTimeOffset PlannedAt, DateTimeOffset NotBefore, int Failures = 0);

/// <summary>What a request with an idempotency key was answered first.</summary>
internal sealed record FirstAnswer(string Request, int Status, string Body, DateTimeOffset At);
