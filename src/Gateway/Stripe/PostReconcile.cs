using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Stripe;

/// <summary>
/// <c>POST /v1/teams/{teamId}/reconcile</c>: asks Stripe how the team's subscription stands and becomes so, whatever webhooks
/// were lost.
/// </summary>
internal static class PostReconcile
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        await RequestBody.ReadOptional(context, NoBody.Parse);
        await (await context.Ask(cluster => cluster.Billing(teamId).Reconcile()) switch
        {
            ReconcileOutcome.Reconciled now => Answer.Ok(
                context,
                new ReconcileAnswer(now.Credits, now.Customer, now.Subscription, now.IsSettled, now.IsCustomerMissing),
                AnswerJson.Default.ReconcileAnswer),
            ReconcileOutcome.UnknownPrice unknown => ProblemWriter.Write(context, BillingProblems.UnknownPrice(unknown.Price)),
            ReconcileOutcome.Refused refused => ProblemWriter.Write(context, BillingProblems.StripeRefused(refused.Reason)),
            ReconcileOutcome.NotConfigured => ProblemWriter.Write(context, BillingProblems.StripeNotConfigured()),
            _ => ProblemWriter.Write(context, Problem.NoSuchTeam(teamId)),
        });
    }
}

/// <summary>How the team stands, after asking Stripe.</summary>
/// <param name="Credits">The credits document.</param>
/// <param name="Customer">The Stripe customer; null when there is none.</param>
/// <param name="Subscription">The subscription that is followed; null when there is none.</param>
/// <param name="Settled">Whether nothing is to be expected from Stripe before the cycle's end.</param>
/// <param name="CustomerMissing">Whether Stripe has no such customer; the next purchase makes a new one.</param>
internal sealed record ReconcileAnswer(
    TeamCredits Credits, string? Customer, string? Subscription, bool Settled, bool CustomerMissing);
