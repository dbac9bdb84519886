namespace Purser.Gateway.AutoBid;

internal static class AutoBidRoutes
{
    public static void MapAutoBid(this RouteGroupBuilder v1)
    {
        v1.MapGet("/teams/{teamId}/auto-bid/{memberId}", (RequestDelegate)GetAutoBid.Handle);
        v1.MapPut("/teams/{teamId}/auto-bid/{memberId}", (RequestDelegate)PutAutoBid.Handle);
        v1.MapGet("/teams/{teamId}/auto-bid/{memberId}/funnel", (RequestDelegate)GetFunnel.Handle);
        v1.MapGet("/teams/{teamId}/auto-bid/{memberId}/what-if", (RequestDelegate)GetWhatIf.Handle);
    }
}
