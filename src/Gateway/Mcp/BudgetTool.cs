using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Gateway.V1;

namespace Purser.Gateway.Mcp;

/// <summary>The budget of a member, or of all that have none of their own.</summary>
internal static class BudgetTool
{
    public static async Task<string> PreviewAsync(ToolCall call, BudgetChange change)
    {
        var members = await MembersAsync(call);
        if (change.MemberId is null)
        {
            return $"The budget of all members of {call.TeamId} that have none of their own goes from {ToolWords.Budget(members.Budget)} to {ToolWords.Budget(OfTeam(change))}.";
        }

        var member = Find(call, members, change);
        var cap = change.Budget.IsSent ? change.Budget.Value : members.Budget;
        return $"The budget of {member.Name} ({member.MemberId}) goes from {ToolWords.Budget(member.Budget)} to {ToolWords.Budget(cap)}{(change.Budget.IsSent ? "" : ", as the team's")}; "
            + $"used in this cycle: {member.Used}{(cap <= member.Used ? ", so nothing more can be spent in it" : "")}.";
    }

    public static async Task<BudgetNow> SetAsync(ToolCall call, BudgetChange change, Confirmation confirmation)
    {
        if (change.MemberId is not { } memberId)
        {
            var budget = new TeamBudget(OfTeam(change));
            await call.Confirmations.UseUpAsync(confirmation);
            return new BudgetNow(null, (await MemberRoutes.SetBudgetAsync(call.TeamId, new(budget), call.Cluster)).Document.Budget);
        }

        var member = Find(call, await MembersAsync(call), change);
        await call.Confirmations.UseUpAsync(confirmation);
        var asked = new MemberRequest(member.Name, member.Role, change.Budget);
        return new BudgetNow(memberId, (await MemberRoutes.PutAsync(call.TeamId, memberId, new(asked), call.Cluster)).Document.Budget);
    }

    private static Credits? OfTeam(BudgetChange change) =>
        change.Budget.IsSent ? change.Budget.Value : throw new ProblemException(Problem.InvalidBody(Wrong.Missing("budget"), "#/budget"));

    /// <summary>Only of who is active: asking for another one would bring them back.</summary>
    private static MemberItem Find(ToolCall call, MembersAnswer members, BudgetChange change) =>
        Array.Find(members.Items, member => member.MemberId == change.MemberId && member.Status == MemberStatus.Active)
        ?? throw new ProblemException(Problem.NoSuchMember(call.TeamId, change.MemberId!.Value));

    private static async Task<MembersAnswer> MembersAsync(ToolCall call) => (await MemberRoutes.ListAsync(call.TeamId, call.Cluster)).Document;
}

/// <summary>Whose budget, and which.</summary>
/// <param name="MemberId">Null: of all members that have none of their own.</param>
/// <param name="Budget">Most credits per cycle; null: no limit. Absent, of a member: the team's budget holds.</param>
internal sealed record BudgetChange([OwnId] MemberId? MemberId = null, [Between(0, Limits.CreditsAtOnce)] Optional<Credits?> Budget = default);

/// <summary>The budget that holds now.</summary>
/// <param name="MemberId">Null: of all members that have none of their own.</param>
/// <param name="Budget">Most credits per cycle; null: no limit.</param>
internal sealed record BudgetNow([OwnId] MemberId? MemberId, Credits? Budget);
