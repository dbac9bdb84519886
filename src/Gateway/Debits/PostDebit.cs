using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary><c>POST /v1/teams/{teamId}/debits</c>: one credit for one action. The call that has to be cheap.</summary>
internal sealed class PostDebit(ICluster cluster, DebitCoalescer debits)
{
    public async Task HandleAsync(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var key = IdempotencyKey.Of(context);
        var request = (await RequestBody.ReadAsync(context, DebitBody.Parse)).WithKey(key);

        // At once where the team lives in this process; else in a call of its grain.
        var outcome = await cluster.TryDebitHereAsync(teamId, request) ?? await debits.DebitAsync(teamId, request);
        await (outcome switch
        {
            DebitOutcome.Debited debited => SendAsync(context, teamId, request, debited),
            DebitOutcome.Refused refused => ProblemWriter.WriteAsync(context, Problem.DebitRefused(refused.Refusal)),
            _ => ProblemWriter.WriteAsync(context, Problem.NoSuchTeam(teamId)),
        });
    }

    private static Task SendAsync(HttpContext context, TeamId teamId, DebitRequest request, DebitOutcome.Debited debited)
    {
        if (debited.Replayed)
        {
            Answer.MarkReplayed(context);
        }

        var json = ScratchJson.Begin(out var writer);
        DebitJson.Write(writer, teamId, request, debited.Receipt);
        return json.SendAsync(context, debited.Replayed ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }
}
