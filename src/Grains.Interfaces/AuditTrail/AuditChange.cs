using System.Text.Json.Serialization;

namespace Purser.AuditTrail;

/// <summary>What was changed. Stored; never reuse or renumber one. Below 100 they are the ledger's kinds.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AuditChange>))]
public enum AuditChange : byte
{
    /// <summary>A team was opened.</summary>
    TeamOpened = 1,

    /// <summary>Extra credits were granted.</summary>
    ExtraGranted = 5,

    /// <summary>A member was added, changed or brought back.</summary>
    MemberPut = 6,

    /// <summary>A member was removed.</summary>
    MemberRemoved = 7,

    /// <summary>Another member owns the team.</summary>
    OwnerChanged = 8,

    /// <summary>The budget of members without one of their own.</summary>
    TeamBudgetSet = 9,

    /// <summary>Plan, seats or end of the subscription.</summary>
    SubscriptionChanged = 10,

    /// <summary>A payment is overdue, or was made.</summary>
    PaymentChanged = 11,

    /// <summary>Trial or subscription ran out.</summary>
    SpendingEnded = 12,

    /// <summary>A subscription began.</summary>
    SubscriptionStarted = 14,

    /// <summary>Which customer and subscription of Stripe's the team is.</summary>
    StripeLinked = 15,

    /// <summary>A pack was paid for.</summary>
    PackBought = 16,

    /// <summary>A refund or dispute claims credits of a pack.</summary>
    PackClaimed = 17,

    /// <summary>Automatic top-ups were set, or switched off.</summary>
    AutoTopUpSet = 18,

    /// <summary>The team's customer was deleted at Stripe.</summary>
    StripeUnlinked = 26,

    /// <summary>What Auto Bid may take in a cycle.</summary>
    AutomationBudgetSet = 27,

    /// <summary>The team is called otherwise.</summary>
    TeamRenamed = 30,

    /// <summary>The team was closed.</summary>
    TeamClosed = 31,

    /// <summary>The team's days are of another time zone.</summary>
    TimeZoneChanged = 32,

    /// <summary>What people are called was forgotten.</summary>
    PeopleForgotten = 33,

    /// <summary>Of what the team is told.</summary>
    AlertsSet = 35,

    /// <summary>A part of the team's past was brought along.</summary>
    PastTold = 41,

    /// <summary>An API key was made.</summary>
    ApiKeyCreated = 101,

    /// <summary>An API key has another secret.</summary>
    ApiKeyRotated = 102,

    /// <summary>An API key is good for nothing any more.</summary>
    ApiKeyRevoked = 103,

    /// <summary>A member's Auto Bid was set.</summary>
    AutoBidSet = 104,

    /// <summary>Alerts go to another address too.</summary>
    AlertEndpointAdded = 105,

    /// <summary>An address of alerts has another secret.</summary>
    AlertEndpointRotated = 106,

    /// <summary>Alerts go to an address no longer.</summary>
    AlertEndpointRemoved = 107,
}
