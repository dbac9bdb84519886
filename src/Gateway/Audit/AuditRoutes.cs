namespace Purser.Gateway.Audit;

internal static class AuditRoutes
{
    public static void MapAudit(this RouteGroupBuilder v1) =>
        v1.MapGet("/teams/{teamId}/audit", (RequestDelegate)GetAudit.Handle);
}
