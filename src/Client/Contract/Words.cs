using System.Text.Json.Serialization;

namespace Purser.Client;

/// <summary>What AI did for a member. Every action costs exactly one credit.</summary>
[JsonConverter(typeof(CodeConverter<AiAction>))]
public enum AiAction
{
    /// <summary>One that this version of the client does not know; it cannot be debited.</summary>
    Unknown = 0,

    /// <summary>Generating a cover letter for a job.</summary>
    CoverLetter,

    /// <summary>Running the Job Assistant on a job's page.</summary>
    JobAssistant,

    /// <summary>Evaluating one job against a member's profile.</summary>
    JobMatching,

    /// <summary>Submitting a proposal for a matched job.</summary>
    AutoBid,

    /// <summary>Answering a client's screening question.</summary>
    Answer,

    /// <summary>Improving an existing template.</summary>
    AiImprove,

    /// <summary>Generating a new template.</summary>
    AiGenerate,

    /// <summary>Testing a saved prompt against a sample job.</summary>
    TestTemplate,
}

/// <summary>Where a credit lies.</summary>
[JsonConverter(typeof(CodeConverter<Bucket>))]
public enum Bucket
{
    /// <summary>One that this version of the client does not know.</summary>
    Unknown = 0,

    /// <summary>The allowance of the current cycle: refilled at its start, never rolled over.</summary>
    Pool,

    /// <summary>Bought or granted credits: they never reset.</summary>
    Extra,
}

/// <summary>Why a debit was refused: the first rule that blocks names the reason.</summary>
[JsonConverter(typeof(CodeConverter<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>One that this version of the client does not know.</summary>
    Unknown = 0,

    /// <summary>The idempotency key was used before, for another request.</summary>
    IdempotencyKeyReused,

    /// <summary>The member is not, or no longer, an active member of the team.</summary>
    MemberNotActive,

    /// <summary>The trial is over and there is no subscription.</summary>
    TrialEnded,

    /// <summary>The subscription is canceled and its paid period is over.</summary>
    SubscriptionCanceled,

    /// <summary>The member's budget for this cycle is used up.</summary>
    MemberBudgetReached,

    /// <summary>The pool is frozen until the overdue invoice is paid, and extra is empty.</summary>
    PaymentPastDue,

    /// <summary>Pool and extra are empty.</summary>
    CreditsExhausted,

    /// <summary>Auto Bid has taken from the pool what it may in this cycle.</summary>
    AutomationBudgetReached,
}

/// <summary>What would make a refused debit possible.</summary>
[JsonConverter(typeof(CodeConverter<Remedy>))]
public enum Remedy
{
    /// <summary>One that this version of the client does not know.</summary>
    Unknown = 0,

    /// <summary>Wait until the pool resets.</summary>
    Wait,

    /// <summary>Buy a pack of extra credits.</summary>
    TopUp,

    /// <summary>Take more seats or a larger plan.</summary>
    Upgrade,

    /// <summary>Raise the budget that is reached.</summary>
    RaiseBudget,

    /// <summary>Pay the overdue invoice.</summary>
    PayInvoice,

    /// <summary>Start a subscription.</summary>
    Subscribe,

    /// <summary>Add the member to the team (again).</summary>
    AddMember,

    /// <summary>Send the request with a key of its own.</summary>
    UseNewKey,
}

/// <summary>How a team stands.</summary>
[JsonConverter(typeof(CodeConverter<TeamStatus>))]
public enum TeamStatus
{
    /// <summary>One that this version of the client does not know.</summary>
    Unknown = 0,

    /// <summary>In its trial; the pool refills daily.</summary>
    Trialing,

    /// <summary>Subscribed.</summary>
    Active,

    /// <summary>A payment is overdue: the pool is frozen, extra spends.</summary>
    PastDue,

    /// <summary>The subscription is over; nothing spends.</summary>
    Canceled,

    /// <summary>The trial is over and there is no subscription; nothing spends.</summary>
    TrialEnded,
}

/// <summary>What is special about a reversal.</summary>
[JsonConverter(typeof(CodeConverter<ReversalReason>))]
public enum ReversalReason
{
    /// <summary>One that this version of the client does not know.</summary>
    Unknown = 0,

    /// <summary>Nobody asked for it: the debit was not confirmed in time.</summary>
    HoldExpired,

    /// <summary>The credit went nowhere: its cycle is over.</summary>
    CycleClosed,
}
