using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>
/// Whether a member may spend one credit, and from which bucket. The rules are asked in their order and the first that
/// blocks names the reason. (The order's first rule, the idempotency key, is the ledger's to answer.)
/// </summary>
public static class Debiting
{
    /// <summary>Decides a debit on a team whose time has been brought up to date.</summary>
    public static DebitDecision Decide(TeamAccount team, DebitRequest request)
    {
        if (Headroom.Of(team, request.MemberId, request.Action).Blocks(Credits.One) is { } reason)
        {
            return new DebitDecision.Refuse(Refusal(team, reason));
        }

        return Take(request, team.PoolToSpend >= Credits.One ? Bucket.Pool : Bucket.Extra);
    }

    /// <summary>What would be decided on so many debits of a member, one after the other; nothing is taken.</summary>
    public static SpendingHint Foresee(TeamAccount team, SpendingQuestion question)
    {
        var headroom = Headroom.Of(team, question.MemberId, question.Action);
        var reason = headroom.Blocks(question.Credits);
        return new(reason, reason is { } why ? Remedies(team, why) : [], headroom.Most, ResetsAt(team));
    }

    /// <summary>A refusal says why, what remains, when the pool resets and what would help.</summary>
    public static Refusal Refusal(TeamAccount team, RefusalReason reason) =>
        new(reason, team.Remaining, team.Extra, ResetsAt(team), Remedies(team, reason));

    /// <summary>When the pool refills by itself; null when it will not.</summary>
    public static DateTimeOffset? ResetsAt(TeamAccount team) => team switch
    {
        { Status: TeamStatus.Trialing, Trial: { } trial } when team.Cycle.End >= trial.EndsAt => null,
        { Status: TeamStatus.Trialing } => team.Cycle.End,
        { Status: TeamStatus.Active, Subscription: { } paid } when !(paid.EndsAfter(team.Cycle) <= team.Cycle.End) => team.Cycle.End,
        _ => null,
    };

    private static DebitDecision.Take Take(DebitRequest request, Bucket bucket) =>
        new(new TeamEvent.Debited(request.MemberId, request.Action, request.JobId, request.Regeneration, bucket, request.HoldSeconds));

    private static Remedy[] Remedies(TeamAccount team, RefusalReason reason)
    {
        Remedy[] wait = ResetsAt(team) is null ? [] : [Remedy.Wait];
        return reason switch
        {
            RefusalReason.IdempotencyKeyReused => [Remedy.UseNewKey],
            RefusalReason.MemberNotActive => [Remedy.AddMember],
            RefusalReason.SubscriptionCanceled when team.ClosedAt is not null => [],
            RefusalReason.TrialEnded or RefusalReason.SubscriptionCanceled => [Remedy.Subscribe],
            RefusalReason.MemberBudgetReached or RefusalReason.AutomationBudgetReached => [Remedy.RaiseBudget, .. wait],
            RefusalReason.PaymentPastDue => [Remedy.PayInvoice, Remedy.TopUp],
            _ => [.. wait, Remedy.TopUp, team.Status is TeamStatus.Trialing ? Remedy.Subscribe : Remedy.Upgrade],
        };
    }
}

/// <summary>What was decided on a debit.</summary>
public abstract record DebitDecision
{
    private DebitDecision()
    {
    }

    /// <summary>One credit is taken.</summary>
    public sealed record Take(TeamEvent.Debited Event) : DebitDecision;

    /// <summary>Nothing is taken.</summary>
    public sealed record Refuse(Refusal Refusal) : DebitDecision;
}
