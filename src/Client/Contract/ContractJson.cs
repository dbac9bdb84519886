using System.Text.Json.Serialization;
using Purser.Client.Spooling;

namespace Purser.Client;

/// <summary>The contract's JSON, generated at build time. What a newer server says beyond it is passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DebitBody))]
[JsonSerializable(typeof(BatchBody))]
[JsonSerializable(typeof(ReversalBody))]
[JsonSerializable(typeof(DebitEntry))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(Reversal))]
[JsonSerializable(typeof(ConfirmationAnswer))]
[JsonSerializable(typeof(SpendingHint))]
[JsonSerializable(typeof(TeamCredits))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SpoolLine))]
internal sealed partial class ContractJson : JsonSerializerContext;
