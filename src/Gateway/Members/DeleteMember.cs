using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Members;

/// <summary><c>DELETE /v1/teams/{teamId}/members/{memberId}</c>: frees the seat; the history stays.</summary>
internal static class DeleteMember
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var memberId = context.MemberId();
        Query.None(context);
        await MemberChanges.Send(context, teamId, memberId, await context.Ask(cluster => cluster.Team(teamId).RemoveMember(memberId)));
    }
}
