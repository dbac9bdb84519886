using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Purser.Accounts;

namespace Purser.Ledger;

/// <summary>
/// The rare facts as JSON, in the row's detail. Debits and reversals, which are nearly all rows, have columns of their own
/// and no detail but a reversal's note.
/// </summary>
internal static class FactDetail
{
    public static FactKind KindOf(Fact fact) => fact switch
    {
        Fact.Debited => FactKind.Debited,
        Fact.Reversed => FactKind.Reversed,
        Fact.CycleStarted => FactKind.CycleStarted,
        Fact.ExtraGranted => FactKind.ExtraGranted,
        Fact.TeamOpened => FactKind.TeamOpened,
        Fact.MemberPut => FactKind.MemberPut,
        Fact.MemberRemoved => FactKind.MemberRemoved,
        Fact.OwnerChanged => FactKind.OwnerChanged,
        Fact.TeamBudgetSet => FactKind.TeamBudgetSet,
        Fact.SubscriptionChanged => FactKind.SubscriptionChanged,
        Fact.PaymentChanged => FactKind.PaymentChanged,
        Fact.SpendingEnded => FactKind.SpendingEnded,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No kind for this fact."),
    };

    public static string? Write(Fact fact) => fact switch
    {
        Fact.Debited => null,
        Fact.Reversed reversed => reversed.Note,
        _ => JsonSerializer.Serialize(fact, TypeOf(KindOf(fact))),
    };

    public static Fact Read(FactKind kind, string detail) =>
        JsonSerializer.Deserialize(detail, TypeOf(kind)) as Fact
        ?? throw new AccountBrokenException($"A row of kind {kind} holds no {kind}.");

    private static JsonTypeInfo TypeOf(FactKind kind) => kind switch
    {
        FactKind.CycleStarted => FactJson.Default.CycleStarted,
        FactKind.ExtraGranted => FactJson.Default.ExtraGranted,
        FactKind.TeamOpened => FactJson.Default.TeamOpened,
        FactKind.MemberPut => FactJson.Default.MemberPut,
        FactKind.MemberRemoved => FactJson.Default.MemberRemoved,
        FactKind.OwnerChanged => FactJson.Default.OwnerChanged,
        FactKind.TeamBudgetSet => FactJson.Default.TeamBudgetSet,
        FactKind.SubscriptionChanged => FactJson.Default.SubscriptionChanged,
        FactKind.PaymentChanged => FactJson.Default.PaymentChanged,
        FactKind.SpendingEnded => FactJson.Default.SpendingEnded,
        _ => throw new AccountBrokenException($"Rows of kind {kind} have no detail."),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(Fact.CycleStarted))]
[JsonSerializable(typeof(Fact.ExtraGranted))]
[JsonSerializable(typeof(Fact.TeamOpened))]
[JsonSerializable(typeof(Fact.MemberPut))]
[JsonSerializable(typeof(Fact.MemberRemoved))]
[JsonSerializable(typeof(Fact.OwnerChanged))]
[JsonSerializable(typeof(Fact.TeamBudgetSet))]
[JsonSerializable(typeof(Fact.SubscriptionChanged))]
[JsonSerializable(typeof(Fact.PaymentChanged))]
[JsonSerializable(typeof(Fact.SpendingEnded))]
internal sealed partial class FactJson : JsonSerializerContext;
