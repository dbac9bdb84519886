using Purser.Gateway.Requests;
using Purser.Gateway.V1;

namespace Purser.Gateway.Mcp;

/// <summary>The tools that change nothing.</summary>
internal static class ReadingTools
{
    public static readonly AssistantTool[] All =
    [
        new ReadingTool<WhyQuery, WhyAnswer>(
            "why_out_of_credits", "Why is a team out of credits?",
            "Answers why a team (or one of its members) cannot spend AI credits, or soon cannot: the reason, what would help, members at their budget, the forecast, "
            + "and where the credits went, the most expensive cause first. Start here when somebody asks where the credits are.",
            WhyOutOfCredits.Calls, WhyOutOfCredits.AskAsync, static answer => answer.Summary),

        new ReadingTool<CreditsQuery, TeamCreditsAnswer>(
            "credits", "Credits",
            "How a team's credits stand this moment: status, plan, pool (total, used, remaining), extra credits, when the pool resets, what can be spent and what blocks. "
            + "With member also what that member used, their budget, and what they may still spend.",
            ["getCredits"], static async (call, query) => (await TeamRoutes.GetCreditsAsync(call.TeamId, new(query), call.Cluster)).Document, ToolWords.Of),

        new ReadingTool<UsageFilter, UsagePageAnswer>(
            "usage", "Usage history",
            "The single debits and reversals of a team, newest first, with filters by member, action, bucket, job, regeneration and time. For totals use usage_summary.",
            ["listUsage"], static async (call, filter) => (await UsageRoutes.ListAsync(call.TeamId, new(filter), call.Cluster)).Document, ToolWords.Of),

        new ReadingTool<SummaryFilter, UsageSummaryAnswer>(
            "usage_summary", "Usage in total",
            "How many credits a team used, in groups: by member, action, day, job or source (Auto Bid or people). Of the present cycle unless cycle, or from and to, say otherwise.",
            ["summarizeUsage"], static async (call, filter) => (await UsageSummaryCall.SumAsync(call.TeamId, new(filter), call.Cluster)).Document, ToolWords.Of),

        new ReadingTool<Nothing, MembersAnswer>(
            "members", "Members",
            "The members of a team: role, whether they are active, budget, and what each used in this cycle, by action.",
            ["listMembers"], static async (call, _) => (await MemberRoutes.ListAsync(call.TeamId, call.Cluster)).Document, ToolWords.Of),

        new ReadingTool<Nothing, ForecastAnswer>(
            "forecast", "Forecast",
            "When a team's credits run dry at the rate of the last weeks, as a range, and what packs, a larger plan or more seats would cost until the reset.",
            ["getForecast"], static async (call, _) => (await InsightRoutes.GetForecastAsync(call.TeamId, call.Cluster)).Document, static forecast => forecast.Summary),

        new ReadingTool<InsightsQuery, InsightsAnswer>(
            "insights", "Why the credits went",
            "What took most of a team's credits lately and could be done otherwise: Auto Bid, the Job Assistant on jobs that led nowhere, regenerations, one member ahead of the others.",
            ["getInsights"], static async (call, query) => (await InsightRoutes.GetAsync(call.TeamId, new(query), call.Cluster)).Document, ToolWords.Of),

        new ReadingTool<AuditLogFilter, AuditLogAnswer>(
            "audit_log", "Who changed what",
            "Who changed what of a team, newest first: budgets, members, plans, grants, purchases, keys; with how it was before and after. Debits are not in it: use usage.",
            ["listTeamAuditLog"], static async (call, filter) => (await AuditLogRoutes.ListOfTeamAsync(call.TeamId, new(filter), call.Cluster)).Document, ToolWords.Of),

        new ReadingTool<TeamsFilter, TeamsAnswer>(
            "find_teams", "Find teams",
            "Finds teams by words of their name or id, or lists them, newest first. For operators; the teamId it answers is what the other tools want.",
            ["listTeams"], static async (call, filter) => (await DirectoryRoutes.ListAsync(new(filter), call.Cluster)).Document, ToolWords.Of)
        {
            IsOfTeam = false,
        },
    ];
}
