namespace Purser.Gateway.Budget;

internal static class BudgetRoutes
{
    public static void MapBudget(this RouteGroupBuilder v1) =>
        v1.MapPut("/teams/{teamId}/budget", (RequestDelegate)PutBudget.Handle);
}
