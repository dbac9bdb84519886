using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Teams;

/// <summary><c>GET /v1/teams/{teamId}/credits</c>: the credits document.</summary>
internal static class GetCredits
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var credits = await context.Ask(cluster => cluster.Team(teamId).GetCredits())
            ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        await Answer.Ok(context, credits, AnswerJson.Default.TeamCredits);
    }
}
