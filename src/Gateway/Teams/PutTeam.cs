using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Teams;

/// <summary><c>PUT /v1/teams/{teamId}</c>: opens a team, once.</summary>
internal static class PutTeam
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var request = await RequestBody.Read(context, TeamBody.Parse);
        await (await context.Ask(cluster => cluster.Team(teamId).Open(request)) switch
        {
            OpenOutcome.Opened opened => Answer.Send(
                context,
                opened.Before ? StatusCodes.Status200OK : StatusCodes.Status201Created,
                opened.Credits,
                AnswerJson.Default.TeamCredits),
            OpenOutcome.UnknownPlan unknown => ProblemWriter.Write(
                context,
                Problem.UnknownPlan(unknown.Plan, unknown.Known, "#/subscription/plan")),
            _ => ProblemWriter.Write(context, Problem.TeamDiffers(teamId)),
        });
    }
}
