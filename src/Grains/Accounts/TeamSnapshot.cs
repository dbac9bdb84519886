using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Alerts;
using Purser.Teams;

namespace Purser.Accounts;

/// <summary>
/// A team's account as of an entry, to start a replay from. It is a cache of the fold: without it, the fold of all
/// entries gives the same account.
/// </summary>
public sealed record TeamSnapshot(
    TeamId TeamId,
    long Version,
    DateTimeOffset LastAt,
    OpeningTerms? Opening,
    TeamStatus Status,
    Trial? Trial,
    Subscription? Subscription,
    Cycle Cycle,
    Credits Total,
    Credits UsedFromPool,
    Credits UsedFromExtra,
    Credits Extra,
    Credits? Budget,
    StripeLink? Stripe,
    AutoTopUpTerms? AutoTopUp,
    int AutoTopUpsThisCycle,
    AutoTopUpAttempt? AutoTopUpInFlight,
    string? AutoTopUpFailure,
    MemberSnapshot[] Members,
    PurchaseSnapshot[] Purchases,
    PaidPeriod? Paid = null,
    DateTimeOffset? AutoTopUpFailedAt = null,
    string? AutoTopUpStopped = null,
    Hold[]? Holds = null,
    AutomationBudget? AutomationBudget = null,
    Credits? AutoBidFromPool = null,
    DateTimeOffset? OpenedAt = null,
    string? Name = null,
    string? TimeZone = null,
    DateTimeOffset? ClosedAt = null,
    bool IsStripeToBeTold = false,
    ToldPast? Past = null,
    long? ListedBy = null,
    AlertTerms? Alerts = null)
{
    /// <summary>
    /// Raise it whenever the account's shape changes, and give what is new a default: snapshots of formats before are read
    /// too, so that a new version does not make every large team replay its ledger. What cannot be read is ignored.
    /// </summary>
    public const int Format = 10;

    /// <summary>The first format that does not say what people are called.</summary>
    public const int FirstWithoutNames = 9;

    /// <summary>The oldest format that is read.</summary>
    public const int OldestFormat = 3;

    /// <summary>Whether it is of the team as it was right after an entry.</summary>
    public bool IsAfter(Entry entry) =>
        entry.At == LastAt
        && entry.Balance == new Balance(Total - UsedFromPool, UsedFromPool + UsedFromExtra, Total, Extra, Version);

    /// <summary>As stored.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SnapshotJson.Default.TeamSnapshot);

    /// <summary>From what was stored; null when it is not a snapshot of this shape, or does not say all that is to be known.</summary>
    public static TeamSnapshot? FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize(bytes, SnapshotJson.Default.TeamSnapshot);
            return snapshot is { AutoBidFromPool: null } before
                ? before.PoolUsedByAutoBid() is { } credits ? before with { AutoBidFromPool = credits } : null
                : snapshot;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// What Auto Bid took from the pool, from a snapshot that does not say it (formats before 6): null where it took from extra too, or
    /// may have.
    /// </summary>
    private Credits? PoolUsedByAutoBid()
    {
        var used = new Credits(Members.Sum(member => member.Used.Where(use => use.Key.IsAutoBid()).Sum(use => use.Value.Count)));
        return UsedFromExtra == Credits.Zero || used == Credits.Zero ? used
            : used == UsedFromPool + UsedFromExtra ? UsedFromPool
            : null;
    }
}

/// <summary>A member within a snapshot.</summary>
public sealed record MemberSnapshot(MemberSeat Terms, MemberStatus Status, KeyValuePair<AiAction, Credits>[] Used);

/// <summary>A bought pack within a snapshot.</summary>
public sealed record PurchaseSnapshot(PackPurchase Terms, KeyValuePair<string, Claim>[] Claims, long BoughtBy = 0);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TeamSnapshot))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
