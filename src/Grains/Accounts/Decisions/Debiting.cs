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
        if (!team.Members.TryGetValue(request.MemberId, out var member) || member.Status != MemberStatus.Active)
        {
            return Refuse(team, RefusalReason.MemberNotActive);
        }

        if (team.Status is TeamStatus.TrialEnded)
        {
            return Refuse(team, RefusalReason.TrialEnded);
        }

        if (team.Status is TeamStatus.Canceled)
        {
            return Refuse(team, RefusalReason.SubscriptionCanceled);
        }

        if (member.Budget(team.Budget) is { } budget && member.Used >= budget)
        {
            return Refuse(team, RefusalReason.MemberBudgetReached);
        }

        var frozen = team.Status is TeamStatus.PastDue;
        if (!frozen && team.Remaining >= Credits.One)
        {
            return Take(request, Bucket.Pool);
        }

        if (team.Extra >= Credits.One)
        {
            return Take(request, Bucket.Extra);
        }

        return Refuse(team, frozen ? RefusalReason.PaymentPastDue : RefusalReason.CreditsExhausted);
    }

    /// <summary>A refusal says why, what remains, when the pool resets and what would help.</summary>
    public static Refusal Refusal(TeamAccount team, RefusalReason reason) =>
        new(reason, team.Remaining, team.Extra, ResetsAt(team), Remedies(team, reason));

    /// <summary>When the pool refills by itself; null when it will not.</summary>
    public static DateTimeOffset? ResetsAt(TeamAccount team) => team switch
    {
        { Status: TeamStatus.Trialing, Trial: { } trial } when team.Cycle.End >= trial.EndsAt => null,
        { Status: TeamStatus.Trialing } => team.Cycle.End,
        { Status: TeamStatus.Active, Subscription.EndsWithCycle: false } => team.Cycle.End,
        _ => null,
    };

    private static DebitDecision.Take Take(DebitRequest request, Bucket bucket) =>
        new(new TeamEvent.Debited(request.MemberId, request.Action, request.JobId, request.Regeneration, bucket, request.HoldSeconds));

    private static DebitDecision.Refuse Refuse(TeamAccount team, RefusalReason reason) => new(Refusal(team, reason));

    private static Remedy[] Remedies(TeamAccount team, RefusalReason reason)
    {
        Remedy[] wait = ResetsAt(team) is null ? [] : [Remedy.Wait];
        return reason switch
        {
            RefusalReason.IdempotencyKeyReused => [Remedy.UseNewKey],
            RefusalReason.MemberNotActive => [Remedy.AddMember],
            RefusalReason.TrialEnded or RefusalReason.SubscriptionCanceled => [Remedy.Subscribe],
            RefusalReason.MemberBudgetReached => [Remedy.RaiseBudget, .. wait],
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
