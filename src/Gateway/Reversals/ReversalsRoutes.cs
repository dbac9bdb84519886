namespace Purser.Gateway.Reversals;

internal static class ReversalsRoutes
{
    public static void MapReversals(this RouteGroupBuilder v1) =>
        v1.MapPost("/teams/{teamId}/debits/{entryId}/reversal", (RequestDelegate)PostReversal.Handle);
}
