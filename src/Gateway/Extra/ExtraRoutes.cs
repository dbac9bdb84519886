namespace Purser.Gateway.Extra;

internal static class ExtraRoutes
{
    public static void MapExtra(this RouteGroupBuilder v1) =>
        v1.MapPost("/teams/{teamId}/extra", (RequestDelegate)PostExtra.Handle);
}
