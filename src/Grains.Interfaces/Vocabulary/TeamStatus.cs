using System.Text.Json.Serialization;

namespace Purser;

/// <summary>Whether, and from what, a team may spend.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<TeamStatus>))]
public enum TeamStatus : byte
{
    /// <summary>In its trial: a daily allowance for the whole team.</summary>
    Trialing = 1,

    /// <summary>Subscribed and paid.</summary>
    Active = 2,

    /// <summary>A payment is overdue: the pool is frozen, extra still spends.</summary>
    PastDue = 3,

    /// <summary>The subscription is over: nothing spends, extra is kept.</summary>
    Canceled = 4,

    /// <summary>The trial is over without a subscription: nothing spends, extra is kept.</summary>
    TrialEnded = 5,
}
