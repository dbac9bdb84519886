using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.Usage;

/// <summary><c>GET /v1/teams/{teamId}/usage</c>: debits and reversals, newest first.</summary>
internal static class GetUsage
{
    private const int DefaultLimit = 50;

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var query = Read(context);
        var page = await context.Ask(cluster => cluster.History(teamId).GetUsage(query))
            ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        await Answer.Ok(context, UsageAnswer.Of(page), AnswerJson.Default.UsageAnswer);
    }

    private static UsageQuery Read(HttpContext context)
    {
        var query = Query.Only(context, "member", "action", "from", "to", "cursor", "limit");
        var usage = new UsageQuery(
            query.Id("member"),
            query.Code<AiAction>("action"),
            query.Instant("from"),
            query.Instant("to"),
            EntryCursor.Read(EntryCursor.Usage, query, "cursor"),
            query.Number("limit", 1, Limits.PageSize, DefaultLimit));
        return usage.From > usage.To
            ? throw Query.Invalid("from", "from must not be after to.")
            : usage;
    }
}
