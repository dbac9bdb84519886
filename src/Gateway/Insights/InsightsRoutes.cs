namespace Purser.Gateway.Insights;

internal static class InsightsRoutes
{
    public static void MapInsights(this RouteGroupBuilder v1) =>
        v1.MapGet("/teams/{teamId}/insights", (RequestDelegate)GetInsights.Handle);
}
