using Purser.Gateway.Answers;
using Purser.Gateway.Problems;
using Purser.Teams;

namespace Purser.Gateway.Subscription;

/// <summary>How a change of a subscription is answered, whichever it was.</summary>
internal static class SubscriptionChanges
{
    public static Task Send(HttpContext context, string teamId, SubscribeOutcome outcome) => outcome switch
    {
        SubscribeOutcome.Done done => Answer.Ok(context, done.Credits, AnswerJson.Default.TeamCredits),
        SubscribeOutcome.UnknownPlan unknown => ProblemWriter.Write(
            context, Problem.UnknownPlan(unknown.Plan, unknown.Known, "#/plan")),
        SubscribeOutcome.ManagedByStripe => ProblemWriter.Write(context, BillingProblems.ManagedByStripe(teamId)),
        SubscribeOutcome.AnchorIsFixed running => ProblemWriter.Write(context, BillingProblems.AnchorFixed(running.Anchor)),
        SubscribeOutcome.NoSubscription => ProblemWriter.Write(context, BillingProblems.NoSubscription(teamId)),
        _ => ProblemWriter.Write(context, Problem.NoSuchTeam(teamId)),
    };
}
