using System.Text.Json.Serialization;

namespace Purser;

/// <summary>What a team is told. Stored; never reuse or renumber one.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AlertKind>))]
public enum AlertKind : byte
{
    /// <summary>Of the pool so much is used.</summary>
    PoolUsed = 1,

    /// <summary>Of all that could be spent so much is used.</summary>
    SpendableUsed = 2,

    /// <summary>Of their budget a member used so much.</summary>
    MemberBudgetUsed = 3,

    /// <summary>Of its budget Auto Bid used so much.</summary>
    AutomationBudgetUsed = 4,

    /// <summary>Extra holds less than the owner wants.</summary>
    ExtraLow = 5,

    /// <summary>At the recent rate pool and extra run dry before the reset.</summary>
    RunningDry = 6,

    /// <summary>A payment is overdue: the pool is frozen.</summary>
    PaymentPastDue = 7,

    /// <summary>The trial ends in three days, or in one.</summary>
    TrialEnding = 8,

    /// <summary>A new cycle began.</summary>
    Reset = 9,

    /// <summary>A pack was paid for.</summary>
    TopUpCredited = 10,

    /// <summary>An automatic top-up failed.</summary>
    AutoTopUpFailed = 11,

    /// <summary>Automatic top-ups were switched off by something other than the owner's wish.</summary>
    AutoTopUpStopped = 12,

    /// <summary>Somebody tries out whether alerts arrive.</summary>
    Test = 100,
}

/// <summary>What there is to know of kinds of alerts.</summary>
public static class AlertKinds
{
    /// <summary>Whether it is something that happens: a threshold is not muted, but left out.</summary>
    public static bool MayBeMuted(this AlertKind kind) => kind is >= AlertKind.RunningDry and <= AlertKind.AutoTopUpStopped;
}
