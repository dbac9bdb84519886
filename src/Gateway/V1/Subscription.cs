using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

internal static class SubscriptionRoutes
{
    public static void MapSubscription(this IEndpointRouteBuilder v1)
    {
        var subscription = v1.MapNoun("Subscription", "What a team that Stripe does not manage is subscribed to.");
        subscription.MapPut("/teams/{teamId}/subscription", SetAsync).WithName("setSubscription").ForOperators().MayConflict();
        subscription.MapDelete("/teams/{teamId}/subscription", CancelAsync).WithName("cancelSubscription").ForOperators().MayConflict();
    }

    /// <summary>Start a subscription, change it, or bring back one that was to end</summary>
    /// <remarks>Where Stripe manages the team: `managed-by-stripe`.</remarks>
    /// <response code="200">It is so now. A larger allowance counts at once, a smaller one from the next cycle.</response>
    internal static async Task<Answer<TeamCreditsAnswer>> SetAsync(TeamId teamId, Body<SubscriptionTermsRequest> body, ClusterCalls cluster)
    {
        var terms = body.Value.ToTerms();
        return Describe(teamId, await cluster.AskAsync(grains => grains.Team(teamId).SetSubscription(terms)));
    }

    /// <summary>Cancel at the end of the cycle</summary>
    /// <response code="200">The current cycle is the last; extra is kept.</response>
    internal static async Task<Answer<TeamCreditsAnswer>> CancelAsync(TeamId teamId, ClusterCalls cluster) =>
        Describe(teamId, await cluster.AskAsync(grains => grains.Team(teamId).CancelSubscription(), isRepeatable: false));

    private static Answer<TeamCreditsAnswer> Describe(TeamId teamId, SubscribeOutcome outcome) => outcome switch
    {
        SubscribeOutcome.Done done => TeamCreditsAnswer.Of(done.Credits),
        SubscribeOutcome.UnknownPlan unknown => Problem.UnknownPlan(unknown.Plan, unknown.Known, "#/plan"),
        SubscribeOutcome.ManagedByStripe => BillingProblems.ManagedByStripe(teamId),
        SubscribeOutcome.AnchorIsFixed running => BillingProblems.AnchorFixed(running.Anchor),
        SubscribeOutcome.TeamIsClosed => Problem.TeamClosed(teamId),
        SubscribeOutcome.NoSubscription => BillingProblems.NoSubscription(teamId),
        _ => Problem.NoSuchTeam(teamId),
    };
}

/// <summary>What a team shall be subscribed to.</summary>
/// <param name="Plan">The plan's code in the catalog.</param>
/// <param name="Anchor">
/// Monthly cycles are counted from it; in the years 2000 to 2099. Absent: now. A running subscription keeps its own.
/// </param>
[Example("""{"plan":"pro","seats":3}""")]
internal sealed record SubscriptionTermsRequest(
    [OwnId] string Plan, [Between(1, Limits.Seats)] int Seats, [Years(2000, 2099)] DateTimeOffset? Anchor = null)
{
    public SubscriptionTerms ToTerms() => new(Plan, Seats, Anchor);
}
