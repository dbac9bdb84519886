namespace Purser.Gateway.Confirmations;

internal static class ConfirmationsRoutes
{
    public static void MapConfirmations(this RouteGroupBuilder v1) =>
        v1.MapPost("/teams/{teamId}/debits/{entryId}/confirmation", (RequestDelegate)PostConfirmation.Handle);
}
