using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Subscription;

/// <summary>
/// <c>PUT /v1/teams/{teamId}/subscription</c>: plan and seats of a team that Stripe does not manage. More counts at once, less
/// from the next cycle.
/// </summary>
internal static class PutSubscription
{
    private static readonly BodyParser<SubscriptionTerms> Parse = SubscriptionBody.Read;

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var terms = await RequestBody.Read(context, Parse);
        await SubscriptionChanges.Send(context, teamId, await context.Ask(cluster => cluster.Team(teamId).SetSubscription(terms)));
    }
}
