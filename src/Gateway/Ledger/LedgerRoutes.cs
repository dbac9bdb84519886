namespace Purser.Gateway.Ledger;

internal static class LedgerRoutes
{
    public static void MapLedger(this RouteGroupBuilder v1) =>
        v1.MapGet("/teams/{teamId}/ledger", (RequestDelegate)GetLedger.Handle);
}
