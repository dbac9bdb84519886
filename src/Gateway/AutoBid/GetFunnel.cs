using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.AutoBid;

/// <summary><c>GET /v1/teams/{teamId}/auto-bid/{memberId}/funnel</c>: what became of jobs, by day.</summary>
internal static class GetFunnel
{
    public static async Task Handle(HttpContext context)
    {
        var (teamId, memberId) = (context.TeamId(), context.MemberId());
        var query = Query.Only(context, "from", "to");
        var (from, to) = Days.Read(query);
        var funnel = await context.Ask(cluster => cluster.AutoBidInsights(teamId, memberId).GetFunnel(from, to))
            ?? throw new ProblemException(Problem.NoSuchMember(teamId, memberId));
        await Answer.Ok(context, FunnelAnswer.Of(funnel), AnswerJson.Default.FunnelAnswer);
    }
}
