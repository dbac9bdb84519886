using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Checkout;

/// <summary>
/// <c>POST /v1/teams/{teamId}/billing-portal</c>: Stripe's page on which plan, seats, card and cancellation are changed.
/// </summary>
internal static class PostBillingPortal
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        await RequestBody.ReadOptional(context, NoBody.Parse);
        var back = context.ReturnUrls().AfterPortal(context, teamId);
        var outcome = await context.Ask(cluster => cluster.Billing(teamId).OpenPortal(back));
        await (outcome is CheckoutOutcome.Opened opened
            ? Answer.Send(
                context, StatusCodes.Status201Created, new BillingPortalAnswer(opened.Url), AnswerJson.Default.BillingPortalAnswer)
            : CheckoutAnswers.Refuse(context, teamId, outcome, "plan"));
    }
}

/// <summary>Where to send the owner's browser.</summary>
internal sealed record BillingPortalAnswer(string Url);
