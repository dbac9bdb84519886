using System.Text.Json.Serialization;

namespace Purser;

/// <summary>Why a debit was refused: the first rule that blocks names the reason.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RefusalReason>))]
public enum RefusalReason : byte
{
    /// <summary>The idempotency key was used before, for another request.</summary>
    IdempotencyKeyReused = 1,

    /// <summary>The member is not, or no longer, an active member of the team.</summary>
    MemberNotActive = 2,

    /// <summary>The trial is over and there is no subscription.</summary>
    TrialEnded = 3,

    /// <summary>The subscription is canceled and its paid period is over.</summary>
    SubscriptionCanceled = 4,

    /// <summary>The member's budget for this cycle is used up.</summary>
    MemberBudgetReached = 5,

    /// <summary>The pool is frozen until the overdue invoice is paid, and extra is empty.</summary>
    PaymentPastDue = 6,

    /// <summary>Pool and extra are empty.</summary>
    CreditsExhausted = 7,

    /// <summary>Auto Bid has taken from the pool what it may in this cycle.</summary>
    AutomationBudgetReached = 8,
}

/// <summary>What would make a refused debit possible.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Remedy>))]
public enum Remedy : byte
{
    /// <summary>Wait until the pool resets.</summary>
    Wait = 1,

    /// <summary>Buy a pack of extra credits.</summary>
    TopUp = 2,

    /// <summary>Take more seats or a larger plan.</summary>
    Upgrade = 3,

    /// <summary>Raise the budget that is reached.</summary>
    RaiseBudget = 4,

    /// <summary>Pay the overdue invoice.</summary>
    PayInvoice = 5,

    /// <summary>Start a subscription.</summary>
    Subscribe = 6,

    /// <summary>Add the member to the team (again).</summary>
    AddMember = 7,

    /// <summary>Send the request with a key of its own.</summary>
    UseNewKey = 8,
}
