namespace Purser.Gateway.AutoTopUp;

internal static class AutoTopUpRoutes
{
    public static void MapAutoTopUp(this RouteGroupBuilder v1)
    {
        v1.MapGet("/teams/{teamId}/auto-top-up", (RequestDelegate)GetAutoTopUp.Handle);
        v1.MapPut("/teams/{teamId}/auto-top-up", (RequestDelegate)PutAutoTopUp.Handle);
    }
}
