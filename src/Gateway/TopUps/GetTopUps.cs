using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.TopUps;

/// <summary>
/// <c>GET /v1/teams/{teamId}/top-ups</c>: the packs that were or were to be bought, and what else moved extra: grants by the
/// operator, claims of refunds and disputes. The newest of each.
/// </summary>
internal static class GetTopUps
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var topUps = await context.Ask(cluster => cluster.Billing(teamId).GetTopUps())
            ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        var grants = await context.Ask(cluster =>
            cluster.History(teamId).GetEntries(new LedgerQuery(Limit: Limits.PageSize, OnlyGrants: true)));
        var answer = new TopUpsAnswer(
            [.. topUps.Select(TopUpItem.Of)],
            [.. grants?.Items.Select(GrantItem.Of) ?? []]);
        await Answer.Ok(context, answer, AnswerJson.Default.TopUpsAnswer);
    }
}
