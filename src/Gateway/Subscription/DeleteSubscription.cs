using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Subscription;

/// <summary><c>DELETE /v1/teams/{teamId}/subscription</c>: the current cycle is the last; extra is kept.</summary>
internal static class DeleteSubscription
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        await SubscriptionChanges.Send(context, teamId, await context.Ask(cluster => cluster.Team(teamId).CancelSubscription()));
    }
}
