using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Extra;

/// <summary><c>POST /v1/teams/{teamId}/extra</c>: extra credits by the operator's decision.</summary>
internal static class PostExtra
{
    private static readonly MemberNames Body = new(["credits", "reason"]);

    private static readonly BodyParser<(Credits Credits, string Reason)> Parse = static (ref body) =>
    {
        var credits = Credits.Zero;
        var reason = "";
        for (var seen = 0u; body.Next(Body, ref seen, out var member);)
        {
            if (member == 0)
            {
                credits = new Credits(body.Number(1, Limits.CreditsAtOnce));
            }
            else
            {
                reason = body.String(Limits.IsReason, Names.ReasonRule);
            }
        }

        return (credits, reason);
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var key = IdempotencyKey.Of(context);
        var (credits, reason) = await RequestBody.Read(context, Parse);
        await (await context.Ask(cluster => cluster.Team(teamId).GrantExtra(new ExtraGrant(key, credits, reason))) switch
        {
            GrantOutcome.Granted granted => Send(context, teamId, granted),
            GrantOutcome.KeyReused => ProblemWriter.Write(context, Problem.KeyReused()),
            _ => ProblemWriter.Write(context, Problem.NoSuchTeam(teamId)),
        });
    }

    private static Task Send(HttpContext context, string teamId, GrantOutcome.Granted granted)
    {
        if (granted.Replayed)
        {
            Answer.MarkReplayed(context);
        }

        return Answer.Send(
            context,
            granted.Replayed ? StatusCodes.Status200OK : StatusCodes.Status201Created,
            ExtraAnswer.Of(teamId, granted.Receipt),
            AnswerJson.Default.ExtraAnswer);
    }
}

/// <summary>A grant as it is answered.</summary>
internal sealed record ExtraAnswer(
    long EntryId, string TeamId, Bucket Bucket, Credits Amount, string Reason, DateTimeOffset At, CreditsAfter Credits)
{
    public static ExtraAnswer Of(string teamId, GrantReceipt receipt) => new(
        receipt.EntryId, teamId, Bucket.Extra, receipt.Amount, receipt.Reason, receipt.At, CreditsAfter.Of(receipt.Balance));
}
