using Purser.Teams;

namespace Purser.Gateway.Problems;

/// <summary>
/// The words for a refused debit: 402 where paying or waiting helps, 403 where the team must change a member. The sentence says
/// what is the matter, and then what the remedies say: nobody is told to wait for a reset that will not come.
/// </summary>
internal static class DebitRefusals
{
    public static Problem Describe(Refusal refusal) => refusal.Reason switch
    {
        RefusalReason.IdempotencyKeyReused => Problem.KeyReused(refusal),
        RefusalReason.MemberNotActive => Forbidden(refusal, "member_not_active",
            "The member is not active.",
            "The member is not, or no longer, an active member of the team"),
        RefusalReason.MemberBudgetReached => Forbidden(refusal, "member_budget_reached",
            "The member's budget is used up.",
            "The member has used the budget of this cycle"),
        RefusalReason.AutomationBudgetReached => Forbidden(refusal, "automation_budget_reached",
            "The automation budget is used up.",
            "Auto Bid has taken from the pool what it may in this cycle"),
        RefusalReason.TrialEnded => Payment(refusal, "trial_ended",
            "The trial is over.", "The trial is over, and its extra credits are kept"),
        RefusalReason.SubscriptionCanceled => Payment(refusal, "subscription_canceled",
            "The subscription is canceled.",
            // Of a canceled team it is said that a subscription helps; where nothing does the team was closed.
            refusal.Remedies is []
                ? "The team was closed, and nothing of it can be spent any more"
                : "The subscription is canceled and its paid period over, and its extra credits are kept"),
        RefusalReason.PaymentPastDue => Payment(refusal, "payment_past_due",
            "A payment is overdue.",
            "The pool is frozen until the overdue invoice is paid, and there are no extra credits"),
        RefusalReason.CreditsExhausted => Payment(refusal, "credits_exhausted",
            "The credits are used up.",
            "Pool and extra are empty"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Reason, "Not a reason."),
    };

    private static Problem Payment(Refusal refusal, string code, string title, string matter) =>
        Refused(StatusCodes.Status402PaymentRequired, refusal, code, title, matter);

    private static Problem Forbidden(Refusal refusal, string code, string title, string matter) =>
        Refused(StatusCodes.Status403Forbidden, refusal, code, title, matter);

    private static Problem Refused(int status, Refusal refusal, string code, string title, string matter) =>
        Problem.Refused(status, code, title, Sentence(matter, RemedyWords.Join(refusal.Remedies)), refusal);

    private static string Sentence(string matter, string remedies) => remedies.Length == 0 ? $"{matter}." : $"{matter}; {remedies}.";
}
