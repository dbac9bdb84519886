using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.Ledger;

/// <summary>
/// <c>GET /v1/teams/{teamId}/ledger</c>: every entry, newest first: resets with their cause, grants, top-ups and claims on
/// them, and all else that happened to the team.
/// </summary>
internal static class GetLedger
{
    private const int DefaultLimit = 50;

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var sent = Query.Only(context, "cursor", "limit");
        var query = new LedgerQuery(
            EntryCursor.Read(EntryCursor.Ledger, sent, "cursor"), sent.Number("limit", 1, Limits.PageSize, DefaultLimit));
        var page = await context.Ask(cluster => cluster.History(teamId).GetEntries(query))
            ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        await Answer.Ok(context, LedgerAnswer.Of(page), AnswerJson.Default.LedgerAnswer);
    }
}
