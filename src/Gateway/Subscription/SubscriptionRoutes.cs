namespace Purser.Gateway.Subscription;

internal static class SubscriptionRoutes
{
    public static void MapSubscription(this RouteGroupBuilder v1)
    {
        v1.MapPut("/teams/{teamId}/subscription", (RequestDelegate)PutSubscription.Handle);
        v1.MapDelete("/teams/{teamId}/subscription", (RequestDelegate)DeleteSubscription.Handle);
    }
}
