using Purser.Alerts;
using Purser.Teams;

namespace Purser.Accounts;

/// <summary>
/// Something that happened to a team. A team's state is the fold of its events and of nothing else: what an event depends
/// on (catalog, clock) is written into it, so that folding it in ten years gives the same state.
/// </summary>
public abstract record TeamEvent
{
    private TeamEvent()
    {
    }

    /// <summary>The team came to be, with its owner. Exactly one of trial and subscription is there.</summary>
    /// <param name="Request">As it was asked for: the same request again is answered with the team.</param>
    /// <param name="Trial">The trial it opened with.</param>
    /// <param name="Subscription">The subscription it opened with.</param>
    public sealed record TeamOpened(OpeningTerms Request, Trial? Trial, Subscription? Subscription) : TeamEvent;

    /// <summary>A cycle began: the pool is its allowance, nothing is used, extra is as it was.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Allowance">What the pool starts with.</param>
    /// <param name="Cause">What made it be noticed. The step is the same, whatever it was.</param>
    public sealed record CycleStarted(Cycle Cycle, Credits Allowance, ResetCause Cause = ResetCause.Access) : TeamEvent;

    /// <summary>Stripe's period ends at another instant than the cycle did.</summary>
    public sealed record CycleEndMoved(DateTimeOffset End) : TeamEvent;

    /// <summary>A subscription began, and its first cycle with it; a trial, if there was one, is over.</summary>
    public sealed record SubscriptionStarted(Subscription Subscription, Cycle Cycle) : TeamEvent;

    /// <summary>Which Stripe customer the team is, and which of its subscriptions it follows; null when none.</summary>
    public sealed record StripeLinked(StripeLink Link) : TeamEvent;

    /// <summary>The team is nobody to Stripe any more: its customer was deleted there.</summary>
    /// <param name="Customer">Who it was.</param>
    public sealed record StripeUnlinked(string Customer) : TeamEvent;

    /// <summary>Stripe says until when the followed subscription is paid.</summary>
    public sealed record PeriodConfirmed(PaidPeriod Period) : TeamEvent;

    /// <summary>Trial or subscription ran out at <paramref name="At"/>: the pool is gone, extra is kept.</summary>
    public sealed record SpendingEnded(TeamStatus Status, DateTimeOffset At) : TeamEvent;

    /// <summary>Plan or seats changed. A larger allowance counts at once, a smaller one from the next cycle.</summary>
    /// <param name="Subscription">From now on.</param>
    /// <param name="Increase">What the current cycle's allowance grows by; zero when it does not.</param>
    public sealed record SubscriptionChanged(Subscription Subscription, Credits Increase) : TeamEvent;

    /// <summary>A payment is overdue (the pool freezes) or was made (it thaws).</summary>
    /// <param name="Overdue">Which of the two.</param>
    /// <param name="Unconfirmed">Whether it counts as overdue because Stripe was not heard for too long.</param>
    public sealed record PaymentChanged(bool Overdue, bool Unconfirmed = false) : TeamEvent;

    /// <summary>A member was added, changed or brought back.</summary>
    public sealed record MemberPut(MemberSeat Terms) : TeamEvent;

    /// <summary>A member was removed.</summary>
    public sealed record MemberRemoved(MemberId MemberId) : TeamEvent;

    /// <summary>Another member owns the team; the owner before is an admin.</summary>
    public sealed record OwnerChanged(MemberId MemberId) : TeamEvent;

    /// <summary>The budget of members without one of their own.</summary>
    public sealed record TeamBudgetSet(Credits? Budget) : TeamEvent;

    /// <summary>What Auto Bid may take from the pool in a cycle, from this one on; null = as much as there is.</summary>
    public sealed record AutomationBudgetSet(AutomationBudget? Budget) : TeamEvent;

    /// <summary>Of what the team wants to be told from now on.</summary>
    public sealed record AlertsSet(AlertTerms Terms) : TeamEvent;

    /// <summary>The team is called otherwise from now on.</summary>
    public sealed record TeamRenamed(string Name) : TeamEvent;

    /// <summary>The team's days are those of another IANA time zone from now on.</summary>
    public sealed record TimeZoneChanged(string TimeZone) : TeamEvent;

    /// <summary>The team was closed, for good: whatever it had, nothing of it is spent any more.</summary>
    public sealed record TeamClosed : TeamEvent;

    /// <summary>What a member is called, or (null) everybody, is not known any more.</summary>
    public sealed record PeopleForgotten(MemberId? MemberId) : TeamEvent;

    /// <summary>Of a closed team nothing is left at Stripe that could still cost money.</summary>
    public sealed record StripeTold : TeamEvent;

    /// <summary>One credit was taken: always exactly one, so there is no amount here.</summary>
    /// <param name="MemberId">Who spent it.</param>
    /// <param name="Action">On what.</param>
    /// <param name="JobId">For which job, where there is one.</param>
    /// <param name="Regeneration">Whether it was a regeneration.</param>
    /// <param name="Bucket">Where it came from.</param>
    /// <param name="HoldSeconds">It is given back unless it is confirmed within so many seconds; null: it is final.</param>
    /// <param name="Imported">It was taken elsewhere, before the team came here, and is told after the fact.</param>
    public sealed record Debited(
        MemberId MemberId,
        AiAction Action,
        JobId? JobId,
        bool Regeneration,
        Bucket Bucket,
        int? HoldSeconds = null,
        bool Imported = false) : TeamEvent;

    /// <summary>
    /// What is told of the team's past goes on in another cycle: in one of before, or in the present one again. Nothing is reset.
    /// </summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Allowance">Its allowance.</param>
    /// <param name="FromPool">What was used of it before, from the pool.</param>
    /// <param name="FromExtra">And from extra.</param>
    public sealed record CycleEntered(Cycle Cycle, Credits Allowance, Credits FromPool, Credits FromExtra) : TeamEvent;

    /// <summary>A part of the team's past was told, with the entries before this one; they have the times of then.</summary>
    /// <param name="Debits">How many debits.</param>
    public sealed record PastTold(int Debits) : TeamEvent;

    /// <summary>A held debit became final.</summary>
    /// <param name="Debit">The debit's sequence number.</param>
    public sealed record HoldConfirmed(long Debit) : TeamEvent;

    /// <summary>A debit's credit was given back.</summary>
    /// <param name="Debit">The debit's sequence number.</param>
    /// <param name="Of">The debit, without its hold.</param>
    /// <param name="DebitCycleStart">The start of the debit's cycle.</param>
    /// <param name="Amount">One, or zero for a pool credit of a cycle that is over.</param>
    /// <param name="Note">Why, in the caller's words.</param>
    /// <param name="HoldExpired">Whether nobody asked for it: the debit was held and not confirmed in time.</param>
    public sealed record Reversed(
        long Debit, Debited Of, DateTimeOffset DebitCycleStart, Credits Amount, string? Note, bool HoldExpired = false) : TeamEvent;

    /// <summary>An operator added extra credits.</summary>
    public sealed record ExtraGranted(Credits Credits, string Reason) : TeamEvent;

    /// <summary>A pack was paid for: extra grew by its credits.</summary>
    public sealed record PackBought(PackPurchase Purchase) : TeamEvent;

    /// <summary>
    /// A refund or dispute claims another part of a pack's credits than before. Extra gives what it has (or gets back).
    /// </summary>
    /// <param name="PurchaseId">The pack's purchase.</param>
    /// <param name="Cause">What claims.</param>
    /// <param name="ClaimId">Which refunded charge or dispute.</param>
    /// <param name="Claimed">All it claims from now on.</param>
    /// <param name="Taken">What extra gives for it now; below zero where it gets back what was taken.</param>
    /// <param name="Shortfall">
    /// What it should have given now and did not have. Only a credit that was spent before and comes back pays for it.
    /// </param>
    public sealed record PackClaimed(
        string PurchaseId, ClaimCause Cause, string ClaimId, Credits Claimed, Credits Taken, Credits Shortfall) : TeamEvent;

    /// <summary>Packs are bought by themselves from now on, or (null) no longer.</summary>
    /// <param name="Terms">The owner's wish.</param>
    /// <param name="Stopped">Why it was switched off by something other than the owner's wish.</param>
    public sealed record AutoTopUpSet(AutoTopUpTerms? Terms, string? Stopped = null) : TeamEvent;

    /// <summary>Credits ran low and a pack is being bought. One at a time; it ends by being bought or by failing.</summary>
    public sealed record AutoTopUpStarted(AutoTopUpAttempt Attempt) : TeamEvent;

    /// <summary>The pack could not be bought.</summary>
    public sealed record AutoTopUpFailed(string AttemptId, string Reason) : TeamEvent;

    /// <summary>Whether it changes what stands beside the ledger: the team among the others, or what people are called.</summary>
    public bool IsListed => this is TeamOpened or TeamRenamed or TimeZoneChanged or TeamClosed or SubscriptionStarted or SubscriptionChanged
        or PaymentChanged or SpendingEnded or MemberPut or PeopleForgotten;

    /// <summary>What the event moves into or out of a bucket; null when it moves nothing.</summary>
    public Movement? Movement => this switch
    {
        Debited debited => new(debited.Bucket, -Credits.One),
        Reversed reversed => new(reversed.Of.Bucket, reversed.Amount),
        ExtraGranted granted => new(Bucket.Extra, granted.Credits),
        CycleStarted started => new(Bucket.Pool, started.Allowance),
        SubscriptionStarted started => new(Bucket.Pool, started.Subscription.Allowance),
        CycleEntered entered => new(Bucket.Pool, entered.Allowance - entered.FromPool),
        PackBought bought => new(Bucket.Extra, bought.Purchase.Credits),
        PackClaimed claimed => new(Bucket.Extra, -claimed.Taken),
        SubscriptionChanged changed => new(Bucket.Pool, changed.Increase),
        _ => null,
    };
}

/// <summary>
/// Credits into (or, below zero, out of) a bucket. Within a cycle the pool's movements add up to what remains of it,
/// and over all time extra's add up to extra: so an audit can tell without folding.
/// </summary>
public readonly record struct Movement(Bucket Bucket, Credits Amount);

/// <summary>What made a cycle's start be noticed.</summary>
public enum ResetCause : byte
{
    /// <summary>Somebody asked for something of the team at or after the instant.</summary>
    Access = 0,

    /// <summary>Nobody did, and the reminder woke the team.</summary>
    Reminder = 1,

    /// <summary>Stripe began a new period.</summary>
    Stripe = 2,
}

/// <summary>What takes a pack's credits back.</summary>
public enum ClaimCause : byte
{
    /// <summary>Money was refunded.</summary>
    Refund = 1,

    /// <summary>The payer disputes the payment, or did and won.</summary>
    Dispute = 2,
}
