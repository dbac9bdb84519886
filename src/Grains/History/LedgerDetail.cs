using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Purser.Accounts;

namespace Purser.History;

/// <summary>
/// The facts of an event in the words that callers may count on: camelCase members, snake_case codes, RFC 3339 instants. They
/// are spelt out here, and not taken from how an event is stored, so that neither binds the other.
/// </summary>
internal static class LedgerDetail
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object; null for a debit that is neither held nor imported, which has no facts of its own.</summary>
    public static string? Of(TeamEvent happened) => (happened switch
    {
        TeamEvent.Debited { HoldSeconds: { } seconds } => new JsonObject { ["holdSeconds"] = seconds },
        TeamEvent.Debited { Imported: true } => new JsonObject { ["imported"] = true },
        TeamEvent.Debited => null,
        TeamEvent.HoldConfirmed confirmed => new JsonObject { ["confirms"] = confirmed.Debit },
        TeamEvent.Reversed reversed => new JsonObject
        {
            ["reason"] = reversed.HoldExpired ? "hold_expired" : reversed.Amount == Credits.Zero ? "cycle_closed" : null,
            ["note"] = reversed.Note,
        },
        TeamEvent.TeamOpened opened => new JsonObject
        {
            ["name"] = opened.Request.Name,
            ["timeZone"] = opened.Request.TimeZone,
            ["ownerId"] = opened.Request.Owner.MemberId.Value,
            ["trial"] = opened.Trial is { } trial
                ? new JsonObject { ["days"] = trial.Days, ["dailyAllowance"] = trial.DailyAllowance.Count, ["endsAt"] = Instant(trial.EndsAt) }
                : null,
            ["subscription"] = opened.Subscription is { } subscription ? Facts(subscription) : null,
        },
        TeamEvent.CycleStarted started => new JsonObject
        {
            ["cause"] = Word(started.Cause),
            ["allowance"] = started.Allowance.Count,
            ["start"] = Instant(started.Cycle.Start),
            ["end"] = Instant(started.Cycle.End),
        },
        TeamEvent.CycleEntered entered => new JsonObject
        {
            ["allowance"] = entered.Allowance.Count,
            ["usedFromPool"] = entered.FromPool.Count,
            ["usedFromExtra"] = entered.FromExtra.Count,
            ["start"] = Instant(entered.Cycle.Start),
            ["end"] = Instant(entered.Cycle.End),
        },
        TeamEvent.PastTold told => new JsonObject { ["debits"] = told.Debits },
        TeamEvent.CycleEndMoved moved => new JsonObject { ["end"] = Instant(moved.End) },
        TeamEvent.SubscriptionStarted started => With(Facts(started.Subscription),
            ("start", Instant(started.Cycle.Start)), ("end", Instant(started.Cycle.End))),
        TeamEvent.SubscriptionChanged changed => With(Facts(changed.Subscription), ("increase", changed.Increase.Count)),
        TeamEvent.StripeLinked linked => new JsonObject
        {
            ["customer"] = linked.Link.Customer,
            ["subscription"] = linked.Link.Subscription,
        },
        TeamEvent.SpendingEnded ended => new JsonObject { ["status"] = Word(ended.Status), ["at"] = Instant(ended.At) },
        TeamEvent.StripeUnlinked unlinked => new JsonObject { ["customer"] = unlinked.Customer },
        TeamEvent.PeriodConfirmed confirmed => new JsonObject
        {
            ["paidUntil"] = Instant(confirmed.Period.Until),
            ["freezesAt"] = Instant(confirmed.Period.FreezesAt),
        },
        TeamEvent.PaymentChanged changed => new JsonObject { ["overdue"] = changed.Overdue, ["unconfirmed"] = changed.Unconfirmed },
        TeamEvent.MemberPut put => new JsonObject
        {
            ["memberId"] = put.Terms.MemberId.Value,
            ["role"] = Word(put.Terms.Role),
            ["hasOwnBudget"] = put.Terms.Budget.Own,
            ["budget"] = put.Terms.Budget.Cap?.Count,
        },
        TeamEvent.MemberRemoved removed => new JsonObject { ["memberId"] = removed.MemberId.Value },
        TeamEvent.OwnerChanged changed => new JsonObject { ["memberId"] = changed.MemberId.Value },
        TeamEvent.TeamBudgetSet set => new JsonObject { ["budget"] = set.Budget?.Count },
        TeamEvent.AutomationBudgetSet set => new JsonObject { ["credits"] = set.Budget?.Credits?.Count, ["percent"] = set.Budget?.Percent },
        TeamEvent.AlertsSet set => new JsonObject
        {
            ["thresholds"] = new JsonArray([.. set.Terms.Thresholds.Select(static threshold =>
                new JsonObject { ["basis"] = Word(threshold.Basis), ["percent"] = threshold.Percent })]),
            ["extraBelow"] = set.Terms.ExtraBelow?.Count,
            ["muted"] = new JsonArray([.. set.Terms.Muted.Select(static kind => JsonValue.Create(Word(kind)))]),
        },
        TeamEvent.TeamRenamed renamed => new JsonObject { ["name"] = renamed.Name },
        TeamEvent.TimeZoneChanged changed => new JsonObject { ["timeZone"] = changed.TimeZone },
        TeamEvent.PeopleForgotten forgotten => new JsonObject { ["memberId"] = forgotten.MemberId?.Value },
        TeamEvent.TeamClosed or TeamEvent.StripeTold => [],
        TeamEvent.ExtraGranted granted => new JsonObject { ["credits"] = granted.Credits.Count, ["reason"] = granted.Reason },
        TeamEvent.PackBought bought => new JsonObject
        {
            ["purchaseId"] = bought.Purchase.Id,
            ["pack"] = bought.Purchase.Pack,
            ["credits"] = bought.Purchase.Credits.Count,
            ["amount"] = bought.Purchase.Amount,
            ["currency"] = bought.Purchase.Currency,
            ["automatic"] = bought.Purchase.AttemptId is not null,
        },
        TeamEvent.PackClaimed claimed => new JsonObject
        {
            ["purchaseId"] = claimed.PurchaseId,
            ["cause"] = Word(claimed.Cause),
            ["claimId"] = claimed.ClaimId,
            ["claimed"] = claimed.Claimed.Count,
            ["taken"] = claimed.Taken.Count,
            ["shortfall"] = claimed.Shortfall.Count,
        },
        TeamEvent.AutoTopUpSet set => new JsonObject
        {
            ["enabled"] = set.Terms is not null,
            ["threshold"] = set.Terms?.Threshold.Count,
            ["pack"] = set.Terms?.Pack,
            ["mostPerCycle"] = set.Terms?.MostPerCycle,
            ["stopped"] = set.Stopped,
        },
        TeamEvent.AutoTopUpStarted started => new JsonObject
        {
            ["attemptId"] = started.Attempt.Id,
            ["pack"] = started.Attempt.Pack,
            ["credits"] = started.Attempt.Credits.Count,
            ["amount"] = started.Attempt.Amount,
            ["currency"] = started.Attempt.Currency,
        },
        TeamEvent.AutoTopUpFailed failed => new JsonObject { ["attemptId"] = failed.AttemptId, ["reason"] = failed.Reason },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "No words for this event."),
    })?.ToJsonString(Readable);

    /// <summary>The snake_case code of an enum's value.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static JsonObject Facts(Subscription subscription) => new()
    {
        ["plan"] = subscription.Plan,
        ["seats"] = subscription.Seats,
        ["allowance"] = subscription.Allowance.Count,
        ["anchor"] = Instant(subscription.Anchor),
        ["endsWithCycle"] = subscription.EndsWithCycle,
        ["endsAt"] = Instant(subscription.EndsAt),
    };

    private static JsonObject With(JsonObject facts, params ReadOnlySpan<(string Name, JsonNode? Value)> more)
    {
        foreach (var (name, value) in more)
        {
            facts[name] = value;
        }

        return facts;
    }

    private static string? Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture);
}
