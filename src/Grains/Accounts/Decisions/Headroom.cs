namespace Purser.Accounts.Decisions;

/// <summary>
/// How many credits each rule lets be spent at this moment, in the rules' order. A debit and every answer to what could be spent
/// come from here, so that what is shown and what is decided cannot differ.
/// </summary>
/// <param name="Closed">Why nothing can be spent whatever there is; null where something can.</param>
/// <param name="Budget">Left of the member's budget; below zero where it was lowered below what was used.</param>
/// <param name="Buckets">What pool and extra have to give.</param>
/// <param name="Empty">What the matter is when that is not enough.</param>
public readonly record struct Headroom(RefusalReason? Closed, Credits Budget, Credits Buckets, RefusalReason Empty)
{
    private static readonly Credits Unlimited = new(long.MaxValue);

    /// <summary>Credits that could be spent one after the other.</summary>
    public Credits Most => Closed is not null || Budget < Credits.Zero ? Credits.Zero : Budget < Buckets ? Budget : Buckets;

    /// <summary>The team's, whoever spends.</summary>
    public static Headroom Of(TeamAccount team) => Within(team, Unlimited);

    /// <summary>A member's.</summary>
    public static Headroom Of(TeamAccount team, MemberId memberId)
    {
        if (!team.Members.TryGetValue(memberId, out var member) || member.Status != MemberStatus.Active)
        {
            return Nothing(RefusalReason.MemberNotActive);
        }

        return Within(team, member.Budget(team.Budget) is { } budget ? budget - member.Used : Unlimited);
    }

    /// <summary>The first rule that blocks the first credit of so many that is not there; null when all are.</summary>
    public RefusalReason? Blocks(Credits wanted) =>
        Closed
        ?? (wanted <= Most ? null
            : Budget <= Most ? RefusalReason.MemberBudgetReached
            : Empty);

    private static Headroom Within(TeamAccount team, Credits budget) => team.Status switch
    {
        TeamStatus.TrialEnded => Nothing(RefusalReason.TrialEnded),
        TeamStatus.Canceled => Nothing(RefusalReason.SubscriptionCanceled),
        TeamStatus.PastDue => new(Closed: null, budget, team.PoolToSpend + team.Extra, RefusalReason.PaymentPastDue),
        _ => new(Closed: null, budget, team.PoolToSpend + team.Extra, RefusalReason.CreditsExhausted),
    };

    private static Headroom Nothing(RefusalReason why) => new(why, Credits.Zero, Credits.Zero, why);
}
