using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purser.Peers;

/// <summary>The documents of Purser's own HTTP contract, so that every target sends and receives the same bytes.</summary>
[GenerateSerializer, Immutable]
internal sealed record DebitRequest(
    [property: Id(0)] string MemberId,
    [property: Id(1)] string Action,
    [property: Id(2)] string? JobId = null,
    [property: Id(3)] bool Regeneration = false);

internal sealed record DebitAnswer(
    string EntryId,
    string TeamId,
    string MemberId,
    string Action,
    string? JobId,
    bool Regeneration,
    string Bucket,
    int Amount,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    CreditsAnswer Credits);

internal sealed record CreditsAnswer(long Remaining, long Used, long Total, long Extra, long Version);

internal sealed record TeamRequest(string Name, SubscriptionRequest Subscription);

internal sealed record SubscriptionRequest(string Plan, long Seats);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DebitRequest))]
[JsonSerializable(typeof(DebitAnswer))]
[JsonSerializable(typeof(TeamRequest))]
internal sealed partial class ContractJson : JsonSerializerContext;
