using Purser.Gateway.Requests;
using Purser.Gateway.V1;

namespace Purser.Gateway.Mcp;

/// <summary>The tools that change something.</summary>
internal static class WritingTools
{
    public static readonly AssistantTool[] All =
    [
        new WritingTool<GrantRequest, GrantAnswer>(
            "grant_extra", "Give extra credits",
            "Gives a team extra credits, which never expire, with a reason. For operators.",
            ["getCredits", "grantExtra"], Overwrites: false, PreviewGrantAsync,
            static async (call, grant, confirmation) =>
                (await ExtraRoutes.GrantAsync(call.TeamId, new IdempotencyKey(confirmation.Key), new(grant), call.Cluster)).Document,
            static done => $"{done.TeamId} has {done.Amount} extra credits more (entry {done.EntryId}): {done.Credits.Extra} in all."),

        new WritingTool<AutomationBudgetRequest, AutomationAnswer>(
            "set_automation_budget", "Set the automation budget",
            "Sets how much of the pool all Auto Bid runs of a team together may take in a cycle, as credits or as percent of the allowance; with neither, the budget is taken away.",
            ["getCredits", "putAutomationBudget"], Overwrites: true, PreviewAutomationAsync, SetAutomationAsync,
            static done => $"Auto Bid's budget is {ToolWords.Budget(done.Cap)}; used in this cycle: {done.Used}."),

        new WritingTool<BudgetChange, BudgetNow>(
            "set_budget", "Set a budget",
            "Sets how many credits a member may spend in a cycle (memberId and budget), or every member without a budget of their own (budget alone). A budget of null is no limit; "
            + "memberId without budget puts the member back on the team's budget.",
            ["listMembers", "putMember", "putBudget"], Overwrites: true, BudgetTool.PreviewAsync, BudgetTool.SetAsync,
            static done => $"The budget of {done.MemberId?.Value ?? "members without one of their own"} is {ToolWords.Budget(done.Budget)}."),

        new WritingTool<ReversalOf, ReversalAnswer>(
            "reverse_debit", "Give a debit's credit back",
            "Gives the credit of one debit back to where it came from, because the AI action failed, say. Find its entryId with usage.",
            ["getCredits", "listUsage", "reverseDebit"], Overwrites: false, ReversalTool.PreviewAsync,
            static async (call, reversal, _) =>
                (await EntryRoutes.ReverseAsync(call.TeamId, reversal.EntryId, new(new ReversalRequest(reversal.Reason)), call.Cluster)).Document,
            static done => done.Amount > Credits.Zero
                ? $"Debit {done.Reverses} is reversed by entry {done.EntryId}: its credit is back in {done.Bucket.ToString().ToLowerInvariant()}."
                : $"Debit {done.Reverses} is reversed by entry {done.EntryId}, but its cycle is over: no credit came back."),
    ];

    private static async Task<string> PreviewGrantAsync(ToolCall call, GrantRequest grant)
    {
        var credits = await CreditsAsync(call);
        return $"{credits.Name} ({call.TeamId}) gets {grant.Credits} extra credits, from {credits.Extra} to {credits.Extra + grant.Credits}. The reason given is: {grant.Reason}";
    }

    private static async Task<string> PreviewAutomationAsync(ToolCall call, AutomationBudgetRequest wanted)
    {
        var budget = wanted.ToBudget();
        var credits = await CreditsAsync(call);
        var cap = budget is { Percent: { } percent } ? new Credits(credits.Total.Count * percent / 100) : budget?.Credits;
        return $"Auto Bid's budget in {credits.Name} ({call.TeamId}) goes from {ToolWords.Budget(credits.Automation.Cap)} to {ToolWords.Budget(cap)}; "
            + $"used in this cycle: {credits.Automation.Used}{(cap <= credits.Automation.Used ? ", so its runs stop at once" : "")}.";
    }

    private static async Task<AutomationAnswer> SetAutomationAsync(ToolCall call, AutomationBudgetRequest wanted, Confirmation confirmation)
    {
        await call.Confirmations.UseUpAsync(confirmation);
        return (await AutomationBudgetCall.SetAsync(call.TeamId, new(wanted), call.Cluster)).Document;
    }

    private static async Task<TeamCreditsAnswer> CreditsAsync(ToolCall call) =>
        (await TeamRoutes.GetCreditsAsync(call.TeamId, new(new CreditsQuery()), call.Cluster)).Document;
}
