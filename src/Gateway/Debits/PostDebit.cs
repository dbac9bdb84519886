using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary><c>POST /v1/teams/{teamId}/debits</c>: one credit for one action. The call that has to be cheap.</summary>
internal sealed class PostDebit(ICluster cluster, DebitCoalescer debits)
{
    public async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var key = IdempotencyKey.Of(context);
        var request = (await RequestBody.Read(context, DebitBody.Parse)).WithKey(key);

        // At once where the team lives in this process; else in a call of its grain.
        var outcome = await cluster.TryDebitHereAsync(teamId, request) ?? await debits.Debit(teamId, request);
        await (outcome switch
        {
            DebitOutcome.Debited debited => Send(context, teamId, request, debited),
            DebitOutcome.Refused refused => ProblemWriter.Write(context, Problem.DebitRefused(refused.Refusal)),
            _ => ProblemWriter.Write(context, Problem.NoSuchTeam(teamId)),
        });
    }

    private static Task Send(HttpContext context, TeamId teamId, DebitRequest request, DebitOutcome.Debited debited)
    {
        if (debited.Replayed)
        {
            Answer.MarkReplayed(context);
        }

        var json = ScratchJson.Begin(out var writer);
        DebitJson.Write(writer, teamId, request, debited.Receipt);
        return json.Send(context, debited.Replayed ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }
}
