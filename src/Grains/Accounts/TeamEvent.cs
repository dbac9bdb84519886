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
    public sealed record TeamOpened(OpenTeam Request, Trial? Trial, Subscription? Subscription) : TeamEvent;

    /// <summary>A cycle began: the pool is its allowance, nothing is used, extra is as it was.</summary>
    public sealed record CycleStarted(Cycle Cycle, Credits Allowance) : TeamEvent;

    /// <summary>Trial or subscription ran out at <paramref name="At"/>: the pool is gone, extra is kept.</summary>
    public sealed record SpendingEnded(TeamStatus Status, DateTimeOffset At) : TeamEvent;

    /// <summary>Plan or seats changed. A larger allowance counts at once, a smaller one from the next cycle.</summary>
    /// <param name="Subscription">From now on.</param>
    /// <param name="Increase">What the current cycle's allowance grows by; zero when it does not.</param>
    public sealed record SubscriptionChanged(Subscription Subscription, Credits Increase) : TeamEvent;

    /// <summary>A payment is overdue (the pool freezes) or was made (it thaws).</summary>
    public sealed record PaymentChanged(bool Overdue) : TeamEvent;

    /// <summary>A member was added, changed or brought back.</summary>
    public sealed record MemberPut(MemberTerms Terms) : TeamEvent;

    /// <summary>A member was removed.</summary>
    public sealed record MemberRemoved(string MemberId) : TeamEvent;

    /// <summary>Another member owns the team; the owner before is an admin.</summary>
    public sealed record OwnerChanged(string MemberId) : TeamEvent;

    /// <summary>The budget of members without one of their own.</summary>
    public sealed record TeamBudgetSet(Credits? Budget) : TeamEvent;

    /// <summary>One credit was taken: always exactly one, so there is no amount here.</summary>
    public sealed record Debited(string MemberId, AiAction Action, string? JobId, bool Regeneration, Bucket Bucket) : TeamEvent;

    /// <summary>A debit's credit was given back.</summary>
    /// <param name="Debit">The debit's sequence number.</param>
    /// <param name="Of">The debit.</param>
    /// <param name="DebitCycleStart">The start of the debit's cycle.</param>
    /// <param name="Amount">One, or zero for a pool credit of a cycle that is over.</param>
    /// <param name="Note">Why, in the caller's words.</param>
    public sealed record Reversed(long Debit, Debited Of, DateTimeOffset DebitCycleStart, Credits Amount, string? Note) : TeamEvent;

    /// <summary>An operator added extra credits.</summary>
    public sealed record ExtraGranted(Credits Credits, string Reason) : TeamEvent;

    /// <summary>What the event moves into or out of a bucket; null when it moves nothing.</summary>
    public Movement? Movement => this switch
    {
        Debited debited => new(debited.Bucket, -Credits.One),
        Reversed reversed => new(reversed.Of.Bucket, reversed.Amount),
        ExtraGranted granted => new(Bucket.Extra, granted.Credits),
        CycleStarted started => new(Bucket.Pool, started.Allowance),
        SubscriptionChanged changed => new(Bucket.Pool, changed.Increase),
        _ => null,
    };
}

/// <summary>
/// Credits into (or, below zero, out of) a bucket. Within a cycle the pool's movements add up to what remains of it,
/// and over all time extra's add up to extra: so an audit can tell without folding.
/// </summary>
public readonly record struct Movement(Bucket Bucket, Credits Amount);
