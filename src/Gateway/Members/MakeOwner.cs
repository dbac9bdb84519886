using Purser.Gateway.Cluster;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Members;

/// <summary><c>POST /v1/teams/{teamId}/members/{memberId}/make-owner</c>: the owner before becomes an admin.</summary>
internal static class MakeOwner
{
    private static readonly MemberNames NoMembers = new([]);

    private static readonly BodyParser<object?> ParseNothing = static (ref body) =>
    {
        for (var seen = 0u; body.Next(NoMembers, ref seen, out _);)
        {
            // There is nothing to say: the reader refuses every member.
        }

        return null;
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var memberId = context.MemberId();
        Query.None(context);
        await RequestBody.ReadOptional(context, ParseNothing);
        await MemberChanges.Send(context, teamId, memberId, await context.Cluster().Team(teamId).MakeOwner(memberId));
    }
}
