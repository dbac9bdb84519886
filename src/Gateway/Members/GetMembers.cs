using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Members;

/// <summary><c>GET /v1/teams/{teamId}/members</c>: everyone, and what they used in this cycle.</summary>
internal static class GetMembers
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var statement = await context.Ask(cluster => cluster.Team(teamId).GetStatement())
            ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        await Answer.Ok(context, MembersAnswer.Of(statement), AnswerJson.Default.MembersAnswer);
    }
}
