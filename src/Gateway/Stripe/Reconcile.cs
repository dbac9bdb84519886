using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Gateway.V1;

namespace Purser.Gateway.Stripe;

internal static class ReconcileRoutes
{
    public static void MapReconcile(this IEndpointRouteBuilder v1) =>
        v1.MapNoun(StripeRoutes.Tag, StripeRoutes.OfTag)
            .MapPost("/teams/{teamId}/reconcile", ReconcileAsync).WithName("reconcile").ForOperators().MayConflict();

    /// <summary>Ask Stripe how the team's subscription stands, and become so</summary>
    /// <remarks>
    /// It heals whatever webhooks were lost. A price that no plan of the catalog has is `unknown-price`; what Stripe refuses to say
    /// (a revoked key, a subscription of another account or mode) is `stripe-refused`, in Stripe's words.
    /// </remarks>
    /// <response code="200">How the team stands now.</response>
    internal static async Task<Answer<ReconcileAnswer>> ReconcileAsync(TeamId teamId, Body<Nothing>? body, ClusterCalls cluster)
    {
        return await cluster.AskAsync(grains => grains.Billing(teamId).Reconcile()) switch
        {
            ReconcileOutcome.Reconciled now => new ReconcileAnswer(
                TeamCreditsAnswer.Of(now.Credits), now.Customer, now.Subscription, now.IsSettled, now.IsCustomerMissing),
            ReconcileOutcome.UnknownPrice unknown => BillingProblems.UnknownPrice(unknown.Price),
            ReconcileOutcome.Refused refused => BillingProblems.StripeRefused(refused.Reason),
            ReconcileOutcome.NotConfigured => BillingProblems.StripeNotConfigured(),
            _ => Problem.NoSuchTeam(teamId),
        };
    }
}

/// <summary>How the team stands, after asking Stripe.</summary>
/// <param name="Customer">The Stripe customer.</param>
/// <param name="Subscription">The subscription that is followed.</param>
/// <param name="Settled">Whether nothing is to be expected from Stripe before the cycle's end.</param>
/// <param name="CustomerMissing">
/// Whether Stripe has no such customer: deleted, or of another account or mode. The next purchase makes a new one.
/// </param>
internal sealed record ReconcileAnswer(
    TeamCreditsAnswer Credits, string? Customer, string? Subscription, bool Settled, bool CustomerMissing);
