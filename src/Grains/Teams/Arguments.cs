using Purser.Alerts;
using Purser.AuditTrail;
using Purser.History;

namespace Purser.Teams;

/// <summary>What a caller may send, checked where it arrives: a cluster client has no gateway in front of it.</summary>
internal static class Arguments
{
    // Made once: what every debit is checked for must cost it no string.
    private static readonly string KeyRule = $"1–{Limits.KeyLength} printable characters";

    public static void Check(OpenTeam request)
    {
        Name(request.Name);
        Member(request.Owner.MemberId);
        Name(request.Owner.Name);
        TimeZone(request.TimeZone);
        if (request.Subscription is { } subscription)
        {
            Check(subscription);
        }
    }

    public static void Check(TeamChange change)
    {
        if (change.Name is { } name)
        {
            Name(name);
        }

        if (change.TimeZone is { } zone)
        {
            TimeZone(zone);
        }
    }

    public static void Check(TeamsQuery query)
    {
        Require(query.Limit is >= 1 and <= Limits.PageSize, "limit", query.Limit, $"1 to {Limits.PageSize}");
        Require(query.Status is not { } status || Enum.IsDefined(status), "status", query.Status, "one of the five");
        Require(
            query.After is not { } after || (query.Search is null ? after.CreatedAt is not null : after is { Word: not null, Sought: not null }),
            "place", query.After, "of a page of the same list");
        if (query.Search is { } search)
        {
            Name(search);
        }
    }

    public static void Check(SubscriptionTerms subscription)
    {
        Id(subscription.Plan);
        Require(subscription.Seats is >= 1 and <= Limits.Seats, "seats", subscription.Seats, $"1 to {Limits.Seats}");
        Require(subscription.Anchor is null or { Year: >= 2000 and < 2100 }, "anchor", subscription.Anchor, "between 2000 and 2100");
    }

    public static void Check(AutoTopUpTerms? terms)
    {
        if (terms is null)
        {
            return;
        }

        Require(terms.Threshold.Count is >= 1 and <= Limits.CreditsAtOnce, "threshold", terms.Threshold, $"1 to {Limits.CreditsAtOnce}");
        Require(terms.MostPerCycle is >= 1 and <= Limits.AutoTopUps, "most per cycle", terms.MostPerCycle, $"1 to {Limits.AutoTopUps}");
        Id(terms.Pack);
    }

    public static void Check(DebitRequest request)
    {
        Key(request.Key);
        Member(request.MemberId);
        Require(Enum.IsDefined(request.Action), "action", request.Action, "one of the eight actions");
        Require(request.JobId != default(JobId), "job", "", "set");
        if (request.HoldSeconds is { } seconds)
        {
            Require(seconds is >= 1 and <= Limits.HoldSeconds, "hold in seconds", seconds, $"1 to {Limits.HoldSeconds}");
        }
    }

    public static void Check(SpendingQuestion question)
    {
        Member(question.MemberId);
        Require(question.Action is not { } action || Enum.IsDefined(action), "action", question.Action, "one of the eight actions");
        Require(question.Credits.Count is >= 1 and <= Limits.CreditsAtOnce, "credits", question.Credits, $"1 to {Limits.CreditsAtOnce}");
    }

    public static void Check(DebitRequest[] requests)
    {
        Require(requests.Length is >= 1 and <= Limits.BatchSize, "batch size", requests.Length, $"1 to {Limits.BatchSize}");
        foreach (var request in requests)
        {
            Check(request);
        }
    }

    public static void Check(UsageQuery query, int mostRows) =>
        Require(query.Limit >= 1 && query.Limit <= mostRows, "limit", query.Limit, $"1 to {mostRows}");

    public static void Check(SummaryQuery query)
    {
        Require(Enum.IsDefined(query.By), "grouping", query.By, "one of the six");
        Require(query.Limit is >= 1 and <= Limits.Groups, "limit", query.Limit, $"1 to {Limits.Groups}");
        Require(query.Cycle is null || (query.From is null && query.To is null), "cycle", query.Cycle, "absent where from or to is given");
    }

    public static void Check(CyclesQuery query) =>
        Require(query.Limit is >= 1 and <= Limits.PageSize, "limit", query.Limit, $"1 to {Limits.PageSize}");

    public static void Check(LedgerQuery query) =>
        Require(query.Limit is >= 1 and <= Limits.PageSize, "limit", query.Limit, $"1 to {Limits.PageSize}");

    public static void Check(EntriesAfterQuery query) =>
        Require(query.Limit is >= 1 and <= Limits.PageSize, "limit", query.Limit, $"1 to {Limits.PageSize}");

    public static void Check(AuditLogQuery query) =>
        Require(query.Count is >= 1 and <= Limits.ExportPageSize, "count", query.Count, $"1 to {Limits.ExportPageSize}");

    public static void Patience(TimeSpan patience) =>
        Require(patience >= TimeSpan.Zero && patience <= Limits.Patience, "patience", patience, $"0 to {Limits.Patience}");

    public static void Check(PastBatch batch)
    {
        Require(batch.Debits.Length <= Limits.BatchSize, "number of debits", batch.Debits.Length, $"at most {Limits.BatchSize}");
        foreach (var debit in batch.Debits)
        {
            Check(new DebitRequest(debit.Key ?? "none", debit.MemberId, debit.Action, debit.JobId, debit.Regeneration));
            Require(debit.At.Year >= 2000, "time", debit.At, "not before 2000");
            Require(debit.Repetition >= 0, "repetition", debit.Repetition, "not below zero");
        }
    }

    public static void Check(ExtraGrant grant)
    {
        Key(grant.Key);
        Require(grant.Credits.Count is >= 1 and <= Limits.CreditsAtOnce, "credits", grant.Credits, $"1 to {Limits.CreditsAtOnce}");
        Reason(grant.Reason);
    }

    public static void Check(AlertTerms terms)
    {
        Require(terms.Thresholds.Length <= AlertTerms.MostThresholds, "number of thresholds", terms.Thresholds.Length, $"at most {AlertTerms.MostThresholds}");
        Require(terms.Thresholds.Distinct().Count() == terms.Thresholds.Length, "thresholds", terms.Thresholds.Length, "each there once");
        foreach (var threshold in terms.Thresholds)
        {
            Require(Enum.IsDefined(threshold.Basis), "basis", threshold.Basis, "one of the four");
            Require(threshold.Percent is >= 1 and <= 100, "percent", threshold.Percent, "1 to 100");
        }

        Require(terms.ExtraBelow is not { Count: < 1 or > Limits.CreditsAtOnce }, "extra below", terms.ExtraBelow, $"1 to {Limits.CreditsAtOnce}, or none");
        Require(Array.TrueForAll(terms.Muted, AlertKinds.MayBeMuted), "muted", terms.Muted.Length, "of what happens; thresholds are left out instead");
    }

    public static void Check(MemberTerms terms)
    {
        Member(terms.MemberId);
        Name(terms.Name);
        Require(Enum.IsDefined(terms.Role), "role", terms.Role, "owner, admin or member");
        Budget(terms.Budget.Cap);
    }

    public static void Budget(Credits? budget) =>
        Require(budget is not { Count: < 0 or > Limits.CreditsAtOnce }, "budget", budget, $"0 to {Limits.CreditsAtOnce}, or none");

    public static void Check(AutomationBudget? budget)
    {
        Budget(budget?.Credits);
        Require(budget?.Percent is not (< 0 or > 100), "percent", budget?.Percent, "0 to 100");
        Require(budget is null || budget.Credits is null != budget.Percent is null, "automation budget", budget, "credits or a percentage");
    }

    public static void Id(string id) => Require(IdRule.Holds(id), "id", id, IdRule.Words);

    /// <summary>An id is within its rule by its type, if it is one at all.</summary>
    public static void Member(MemberId id) => Require(id != default, "member", "", "set");

    public static void Reason(string reason) =>
        Require(Limits.IsReason(reason), "reason", reason, $"1–{Limits.ReasonLength} printable characters");

    private static void Key(string key) =>
        Require(Limits.IsKey(key), "idempotency key", key, KeyRule);

    private static void TimeZone(string zone) =>
        Require(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), "time zone", zone, "an IANA name");

    private static void Name(string name) =>
        Require(Limits.IsName(name), "name", name, $"1–{Limits.NameLength} printable characters");

    public static void Require<T>(bool holds, string what, T value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"The {what} is '{value}'; it must be {rule}.", what);
        }
    }
}
