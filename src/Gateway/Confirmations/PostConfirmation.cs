using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Confirmations;

/// <summary><c>POST /v1/teams/{teamId}/debits/{entryId}/confirmation</c>: makes a held debit final.</summary>
internal static class PostConfirmation
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        var entryId = context.EntryId();
        Query.None(context);
        await RequestBody.ReadOptional(context, NoBody.Parse);
        await (await context.Ask(cluster => cluster.Team(teamId).Confirm(entryId)) switch
        {
            ConfirmOutcome.Confirmed confirmed => Answer.Ok(
                context, new ConfirmationAnswer(confirmed.EntryId, confirmed.ConfirmedAt), AnswerJson.Default.ConfirmationAnswer),
            ConfirmOutcome.Expired => ProblemWriter.Write(context, HoldProblems.Expired(entryId)),
            ConfirmOutcome.Reversed => ProblemWriter.Write(context, HoldProblems.Reversed(entryId)),
            ConfirmOutcome.NotHeld => ProblemWriter.Write(context, HoldProblems.NotHeld(entryId)),
            ConfirmOutcome.NotADebit => ProblemWriter.Write(context, Problem.NotADebit(entryId)),
            _ => ProblemWriter.Write(context, Problem.NoSuchEntry(teamId, entryId)),
        });
    }
}
