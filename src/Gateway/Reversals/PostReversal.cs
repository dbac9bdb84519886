using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Reversals;

/// <summary><c>POST /v1/teams/{teamId}/debits/{entryId}/reversal</c>: gives a debit's credit back, once.</summary>
internal static class PostReversal
{
    private static readonly MemberNames Body = new([], "reason");

    private static readonly BodyParser<string?> ParseReason = static (ref body) =>
    {
        string? reason = null;
        for (var seen = 0u; body.Next(Body, ref seen, out _);)
        {
            reason = body.OptionalString(Limits.IsReason, Names.ReasonRule);
        }

        return reason;
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var entryId = context.EntryId();
        Query.None(context);
        var note = await RequestBody.ReadOptional(context, ParseReason);
        await (await context.Ask(cluster => cluster.Team(teamId).Reverse(entryId, note)) switch
        {
            ReversalOutcome.Reversed reversed => Answer.Send(
                context,
                reversed.Before ? StatusCodes.Status200OK : StatusCodes.Status201Created,
                ReversalAnswer.Of(teamId, reversed.Receipt),
                AnswerJson.Default.ReversalAnswer),
            ReversalOutcome.NotADebit => ProblemWriter.Write(context, Problem.NotADebit(entryId)),
            _ => ProblemWriter.Write(context, Problem.NoSuchEntry(teamId, entryId)),
        });
    }
}
