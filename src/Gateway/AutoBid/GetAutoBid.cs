using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.AutoBid;

/// <summary><c>GET /v1/teams/{teamId}/auto-bid/{memberId}</c>: how a member's Auto Bid is set.</summary>
internal static class GetAutoBid
{
    public static async Task Handle(HttpContext context)
    {
        var (teamId, memberId) = (context.TeamId(), context.MemberId());
        Query.None(context);
        var settings = await context.Ask(cluster => cluster.AutoBid(teamId, memberId).GetSettings())
            ?? throw new ProblemException(Problem.NoSuchMember(teamId, memberId));
        await Answer.Ok(context, settings, AnswerJson.Default.AutoBidSettings);
    }
}
