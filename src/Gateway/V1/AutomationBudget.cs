using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

/// <summary>What the machine may take, so that people have something left.</summary>
internal static class AutomationBudgetCall
{
    /// <summary>Set what Auto Bid may take from the pool in a cycle</summary>
    /// <remarks>
    /// All runs of the team together; they stop with `automation_budget_reached`, and people go on. It holds in this cycle already, and
    /// what Auto Bid took before it was set counts: that is `used`. `{}` takes the budget away.
    /// </remarks>
    /// <response code="200">The budget, and how it stands.</response>
    internal static async Task<Answer<AutomationAnswer>> SetAsync(TeamId teamId, Body<AutomationBudgetRequest> body, ClusterCalls cluster)
    {
        var budget = body.Value.ToBudget();
        return await cluster.AskAsync(grains => grains.Team(teamId).SetAutomationBudget(budget)) is { } standing
            ? AutomationAnswer.Of(standing)
            : Problem.NoSuchTeam(teamId);
    }
}

/// <summary>What Auto Bid may take: so many credits, or a share of the allowance, or (neither) as much as there is.</summary>
/// <param name="Credits">Most credits from the pool per cycle.</param>
/// <param name="Percent">The same as a share of the cycle's allowance, rounded down to whole credits.</param>
[Example("""{"percent":60}""")]
[OneOfSchemas("""
    [{"title":"Credits","properties":{"credits":{"type":"integer"},"percent":{"type":"null"}},"required":["credits"]},
     {"title":"A share","properties":{"credits":{"type":"null"},"percent":{"type":"integer"}},"required":["percent"]},
     {"title":"None","properties":{"credits":{"type":"null"},"percent":{"type":"null"}}}]
    """)]
internal sealed record AutomationBudgetRequest(
    [Between(0, Limits.CreditsAtOnce)] Credits? Credits = null, [Between(0, 100)] int? Percent = null)
{
    public AutomationBudget? ToBudget() => (Credits, Percent) switch
    {
        (null, null) => null,
        (not null, not null) => throw new ProblemException(Problem.InvalidBody("An automation budget is either credits or percent, not both.")),
        _ => new AutomationBudget(Credits, Percent),
    };
}

/// <summary>What Auto Bid may take from the pool in a cycle, and took in this one.</summary>
/// <param name="Credits">The budget, where it is in credits.</param>
/// <param name="Percent">The budget, where it is a share of the allowance.</param>
/// <param name="Cap">What it comes to in this cycle; null = no budget.</param>
/// <param name="Used">What Auto Bid took from the pool in this cycle, also before the budget was set.</param>
/// <param name="Left">What it may still take; null = no budget.</param>
internal sealed record AutomationAnswer(Credits? Credits, int? Percent, Credits? Cap, Credits Used, Credits? Left)
{
    public static AutomationAnswer Of(AutomationStanding standing) => new(
        standing.Budget?.Credits,
        standing.Budget?.Percent,
        standing.Cap,
        standing.Used,
        standing.Cap is { } cap ? Purser.Credits.Max(Purser.Credits.Zero, cap - standing.Used) : null);
}
