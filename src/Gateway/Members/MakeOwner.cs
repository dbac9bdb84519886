using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Members;

/// <summary><c>POST /v1/teams/{teamId}/members/{memberId}/make-owner</c>: the owner before becomes an admin.</summary>
internal static class MakeOwner
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var memberId = context.MemberId();
        Query.None(context);
        await RequestBody.ReadOptional(context, NoBody.Parse);
        await MemberChanges.Send(context, teamId, memberId, await context.Ask(cluster => cluster.Team(teamId).MakeOwner(memberId)));
    }
}
