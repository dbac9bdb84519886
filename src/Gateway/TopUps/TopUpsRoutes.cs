namespace Purser.Gateway.TopUps;

internal static class TopUpsRoutes
{
    public static void MapTopUps(this RouteGroupBuilder v1)
    {
        v1.MapPost("/teams/{teamId}/top-ups", (RequestDelegate)PostTopUp.Handle);
        v1.MapGet("/teams/{teamId}/top-ups", (RequestDelegate)GetTopUps.Handle);
    }
}
