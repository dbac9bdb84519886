namespace Purser.Accounts.Decisions;

/// <summary>
/// How many credits each rule lets be spent at this moment, in the rules' order. A debit and every answer to what could be spent
/// come from here, so that what is shown and what is decided cannot differ.
/// </summary>
/// <param name="Closed">Why nothing can be spent whatever there is; null where something can.</param>
/// <param name="Budget">Left of the member's budget; below zero where it was lowered below what was used.</param>
/// <param name="Automation">What Auto Bid can spend before it has taken from the pool all that it may.</param>
/// <param name="Buckets">What pool and extra have to give.</param>
/// <param name="Empty">What the matter is when that is not enough.</param>
public readonly record struct Headroom(
    RefusalReason? Closed, Credits Budget, Credits Automation, Credits Buckets, RefusalReason Empty)
{
    private static readonly Credits Unlimited = new(long.MaxValue);

    /// <summary>Credits that could be spent one after the other.</summary>
    public Credits Most => Closed is null ? Credits.Max(Credits.Zero, Least(Budget, Least(Automation, Buckets))) : Credits.Zero;

    /// <summary>The team's, whoever spends.</summary>
    public static Headroom Of(TeamAccount team) => Within(team, Unlimited, Unlimited);

    /// <summary>A member's.</summary>
    /// <param name="team">The team.</param>
    /// <param name="memberId">Who would spend.</param>
    /// <param name="action">On what; null: on something that people do.</param>
    public static Headroom Of(TeamAccount team, MemberId memberId, AiAction? action = null)
    {
        if (!team.Members.TryGetValue(memberId, out var member) || member.Status != MemberStatus.Active)
        {
            return Nothing(RefusalReason.MemberNotActive);
        }

        return Within(
            team,
            member.Budget(team.Budget) is { } budget ? budget - member.Used : Unlimited,
            action?.IsAutoBid() is true && team.AutomationCap is { } cap ? ForAutoBid(team, cap) : Unlimited);
    }

    /// <summary>The first rule that blocks the first credit of so many that is not there; null when all are.</summary>
    public RefusalReason? Blocks(Credits wanted) =>
        Closed
        ?? (wanted <= Most ? null
            : Budget <= Most ? RefusalReason.MemberBudgetReached
            : Automation <= Most ? RefusalReason.AutomationBudgetReached
            : Empty);

    private static Headroom Within(TeamAccount team, Credits budget, Credits automation) => team.Status switch
    {
        TeamStatus.TrialEnded => Nothing(RefusalReason.TrialEnded),
        TeamStatus.Canceled => Nothing(RefusalReason.SubscriptionCanceled),
        TeamStatus.PastDue => new(Closed: null, budget, automation, team.PoolToSpend + team.Extra, RefusalReason.PaymentPastDue),
        _ => new(Closed: null, budget, automation, team.PoolToSpend + team.Extra, RefusalReason.CreditsExhausted),
    };

    /// <summary>The cap is on the pool: where the pool is at its end before the cap, extra is there for Auto Bid as for everybody.</summary>
    private static Credits ForAutoBid(TeamAccount team, Credits cap)
    {
        var left = cap - team.AutoBidFromPool;
        return left > Credits.Zero && team.PoolToSpend < left ? Unlimited : left;
    }

    private static Credits Least(Credits left, Credits right) => left < right ? left : right;

    private static Headroom Nothing(RefusalReason why) => new(why, Credits.Zero, Credits.Zero, Credits.Zero, why);
}
