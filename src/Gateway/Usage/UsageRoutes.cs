namespace Purser.Gateway.Usage;

internal static class UsageRoutes
{
    public static void MapUsage(this RouteGroupBuilder v1) =>
        v1.MapGet("/teams/{teamId}/usage", (RequestDelegate)GetUsage.Handle);
}
