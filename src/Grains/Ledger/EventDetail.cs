using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Purser.Accounts;

namespace Purser.Ledger;

/// <summary>
/// The rare events as JSON, in the row's detail. Debits and reversals, which are nearly all rows, have columns of their own
/// and no detail but a reversal's note, the seconds for which a debit is held, and the mark of one that was imported.
/// </summary>
internal static class EventDetail
{
    /// <summary>All that the detail of an imported debit says.</summary>
    public const string Imported = "imported";

    public static EventKind KindOf(TeamEvent happened) => happened switch
    {
        TeamEvent.Debited => EventKind.Debited,
        TeamEvent.Reversed { HoldExpired: true } => EventKind.HoldExpired,
        TeamEvent.Reversed => EventKind.Reversed,
        TeamEvent.HoldConfirmed => EventKind.HoldConfirmed,
        TeamEvent.CycleStarted => EventKind.CycleStarted,
        TeamEvent.ExtraGranted => EventKind.ExtraGranted,
        TeamEvent.TeamOpened => EventKind.TeamOpened,
        TeamEvent.MemberPut => EventKind.MemberPut,
        TeamEvent.MemberRemoved => EventKind.MemberRemoved,
        TeamEvent.OwnerChanged => EventKind.OwnerChanged,
        TeamEvent.TeamBudgetSet => EventKind.TeamBudgetSet,
        TeamEvent.AutomationBudgetSet => EventKind.AutomationBudgetSet,
        TeamEvent.AlertsSet => EventKind.AlertsSet,
        TeamEvent.CycleEntered => EventKind.CycleEntered,
        TeamEvent.PastTold => EventKind.PastTold,
        TeamEvent.SubscriptionChanged => EventKind.SubscriptionChanged,
        TeamEvent.PaymentChanged => EventKind.PaymentChanged,
        TeamEvent.SpendingEnded => EventKind.SpendingEnded,
        TeamEvent.CycleEndMoved => EventKind.CycleEndMoved,
        TeamEvent.SubscriptionStarted => EventKind.SubscriptionStarted,
        TeamEvent.StripeLinked => EventKind.StripeLinked,
        TeamEvent.PackBought => EventKind.PackBought,
        TeamEvent.PackClaimed => EventKind.PackClaimed,
        TeamEvent.AutoTopUpSet => EventKind.AutoTopUpSet,
        TeamEvent.AutoTopUpStarted => EventKind.AutoTopUpStarted,
        TeamEvent.AutoTopUpFailed => EventKind.AutoTopUpFailed,
        TeamEvent.PeriodConfirmed => EventKind.PeriodConfirmed,
        TeamEvent.StripeUnlinked => EventKind.StripeUnlinked,
        TeamEvent.TeamRenamed => EventKind.TeamRenamed,
        TeamEvent.TeamClosed => EventKind.TeamClosed,
        TeamEvent.TimeZoneChanged => EventKind.TimeZoneChanged,
        TeamEvent.PeopleForgotten => EventKind.PeopleForgotten,
        TeamEvent.StripeTold => EventKind.StripeTold,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "No kind for this event."),
    };

    public static string? Write(TeamEvent happened) => happened switch
    {
        TeamEvent.Debited { Imported: true } => Imported,
        TeamEvent.Debited debited => debited.HoldSeconds?.ToString(CultureInfo.InvariantCulture),
        TeamEvent.Reversed reversed => reversed.Note,
        _ => JsonSerializer.Serialize(happened, TypeOf(KindOf(happened))),
    };

    public static TeamEvent Read(EventKind kind, string detail)
    {
        try
        {
            return JsonSerializer.Deserialize(detail, TypeOf(kind)) as TeamEvent
                ?? throw new AccountBrokenException($"A row of kind {kind} holds no {kind}.");
        }
        catch (JsonException damaged)
        {
            throw new AccountBrokenException($"A row of kind {kind} holds no {kind}.", damaged);
        }
    }

    private static JsonTypeInfo TypeOf(EventKind kind) => kind switch
    {
        EventKind.CycleStarted => EventJson.Default.CycleStarted,
        EventKind.ExtraGranted => EventJson.Default.ExtraGranted,
        EventKind.TeamOpened => EventJson.Default.TeamOpened,
        EventKind.MemberPut => EventJson.Default.MemberPut,
        EventKind.MemberRemoved => EventJson.Default.MemberRemoved,
        EventKind.OwnerChanged => EventJson.Default.OwnerChanged,
        EventKind.TeamBudgetSet => EventJson.Default.TeamBudgetSet,
        EventKind.AutomationBudgetSet => EventJson.Default.AutomationBudgetSet,
        EventKind.AlertsSet => EventJson.Default.AlertsSet,
        EventKind.CycleEntered => EventJson.Default.CycleEntered,
        EventKind.PastTold => EventJson.Default.PastTold,
        EventKind.SubscriptionChanged => EventJson.Default.SubscriptionChanged,
        EventKind.PaymentChanged => EventJson.Default.PaymentChanged,
        EventKind.SpendingEnded => EventJson.Default.SpendingEnded,
        EventKind.CycleEndMoved => EventJson.Default.CycleEndMoved,
        EventKind.SubscriptionStarted => EventJson.Default.SubscriptionStarted,
        EventKind.StripeLinked => EventJson.Default.StripeLinked,
        EventKind.PackBought => EventJson.Default.PackBought,
        EventKind.PackClaimed => EventJson.Default.PackClaimed,
        EventKind.AutoTopUpSet => EventJson.Default.AutoTopUpSet,
        EventKind.AutoTopUpStarted => EventJson.Default.AutoTopUpStarted,
        EventKind.AutoTopUpFailed => EventJson.Default.AutoTopUpFailed,
        EventKind.PeriodConfirmed => EventJson.Default.PeriodConfirmed,
        EventKind.StripeUnlinked => EventJson.Default.StripeUnlinked,
        EventKind.HoldConfirmed => EventJson.Default.HoldConfirmed,
        EventKind.TeamRenamed => EventJson.Default.TeamRenamed,
        EventKind.TeamClosed => EventJson.Default.TeamClosed,
        EventKind.TimeZoneChanged => EventJson.Default.TimeZoneChanged,
        EventKind.PeopleForgotten => EventJson.Default.PeopleForgotten,
        EventKind.StripeTold => EventJson.Default.StripeTold,
        _ => throw new AccountBrokenException($"Rows of kind {kind} have no detail."),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(TeamEvent.CycleStarted))]
[JsonSerializable(typeof(TeamEvent.ExtraGranted))]
[JsonSerializable(typeof(TeamEvent.TeamOpened))]
[JsonSerializable(typeof(TeamEvent.MemberPut))]
[JsonSerializable(typeof(TeamEvent.MemberRemoved))]
[JsonSerializable(typeof(TeamEvent.OwnerChanged))]
[JsonSerializable(typeof(TeamEvent.TeamBudgetSet))]
[JsonSerializable(typeof(TeamEvent.AutomationBudgetSet))]
[JsonSerializable(typeof(TeamEvent.AlertsSet))]
[JsonSerializable(typeof(TeamEvent.CycleEntered))]
[JsonSerializable(typeof(TeamEvent.PastTold))]
[JsonSerializable(typeof(TeamEvent.SubscriptionChanged))]
[JsonSerializable(typeof(TeamEvent.PaymentChanged))]
[JsonSerializable(typeof(TeamEvent.SpendingEnded))]
[JsonSerializable(typeof(TeamEvent.CycleEndMoved))]
[JsonSerializable(typeof(TeamEvent.SubscriptionStarted))]
[JsonSerializable(typeof(TeamEvent.StripeLinked))]
[JsonSerializable(typeof(TeamEvent.PackBought))]
[JsonSerializable(typeof(TeamEvent.PackClaimed))]
[JsonSerializable(typeof(TeamEvent.AutoTopUpSet))]
[JsonSerializable(typeof(TeamEvent.AutoTopUpStarted))]
[JsonSerializable(typeof(TeamEvent.AutoTopUpFailed))]
[JsonSerializable(typeof(TeamEvent.PeriodConfirmed))]
[JsonSerializable(typeof(TeamEvent.StripeUnlinked))]
[JsonSerializable(typeof(TeamEvent.HoldConfirmed))]
[JsonSerializable(typeof(TeamEvent.TeamRenamed))]
[JsonSerializable(typeof(TeamEvent.TeamClosed))]
[JsonSerializable(typeof(TeamEvent.TimeZoneChanged))]
[JsonSerializable(typeof(TeamEvent.PeopleForgotten))]
[JsonSerializable(typeof(TeamEvent.StripeTold))]
internal sealed partial class EventJson : JsonSerializerContext;
