using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Budget;

/// <summary><c>PUT /v1/teams/{teamId}/budget</c>: the budget of members that have none of their own.</summary>
internal static class PutBudget
{
    private static readonly MemberNames Body = new(["budget"]);

    private static readonly BodyParser<Credits?> Parse = static (ref body) =>
    {
        long? budget = null;
        for (var seen = 0u; body.Next(Body, ref seen, out _);)
        {
            budget = body.OptionalNumber(0, Limits.CreditsAtOnce);
        }

        return budget is { } cap ? new Credits(cap) : null;
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var budget = await RequestBody.Read(context, Parse);
        var statement = await context.Ask(cluster => cluster.Team(teamId).SetTeamBudget(budget))
            ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        await Answer.Ok(context, new BudgetAnswer(statement.Budget), AnswerJson.Default.BudgetAnswer);
    }
}

/// <summary>The team's budget as it now is; null = none.</summary>
internal sealed record BudgetAnswer(Credits? Budget);
