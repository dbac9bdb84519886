using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

/// <summary>Whether something could be paid for, before anybody sets out to do it.</summary>
internal static class CanSpendCall
{
    /// <summary>What debits would be answered now, without taking anything</summary>
    /// <remarks>A hint, never a promise: others spend too. What decides here is what decides a debit.</remarks>
    /// <response code="200">Allowed or not, and why not.</response>
    internal static async Task<Answer<CanSpendAnswer>> AskAsync(TeamId teamId, QueryOf<CanSpendQuery> query, ClusterCalls cluster)
    {
        var question = query.Value.ToQuestion();
        return await cluster.AskAsync(grains => grains.Team(teamId).CanSpend(question)) is { } hint
            ? CanSpendAnswer.Of(hint)
            : Problem.NoSuchTeam(teamId);
    }
}

/// <summary>Who would spend how much.</summary>
/// <param name="Credits">So many debits, one after the other.</param>
/// <param name="Action">On what: Auto Bid's two actions may have a budget of their own.</param>
internal sealed record CanSpendQuery([OwnId] MemberId Member, [Between(1, Limits.CreditsAtOnce)] int Credits = 1, AiAction? Action = null)
{
    public SpendingQuestion ToQuestion() => new(Member, new Credits(Credits), Action);
}

/// <summary>What debits would be answered now.</summary>
/// <param name="Allowed">Whether all of them would be taken.</param>
/// <param name="Reason">The first rule that blocks; null when none does.</param>
/// <param name="Remedies">What would help.</param>
/// <param name="Spendable">How many this member could spend at this moment.</param>
/// <param name="ResetsAt">When the pool refills; null when it will not.</param>
internal sealed record CanSpendAnswer(bool Allowed, RefusalReason? Reason, Remedy[] Remedies, Credits Spendable, DateTimeOffset? ResetsAt)
{
    public static CanSpendAnswer Of(SpendingHint hint) =>
        new(hint.Allowed, hint.Reason, hint.Remedies, hint.Spendable, hint.ResetsAt);
}
