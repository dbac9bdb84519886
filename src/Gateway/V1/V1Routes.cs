using Purser.Gateway.Auth;
using Purser.Gateway.Checkout;
using Purser.Gateway.Debits;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Past;
using Purser.Gateway.Requests;
using Purser.Gateway.Stripe;

namespace Purser.Gateway.V1;

internal static class V1Routes
{
    /// <summary>The calls that need a key.</summary>
    public static void MapV1(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").RequireApiKey();
        var typed = v1.MapGroup("").WithStrictAddress();
        typed.MapTeams();
        typed.MapDirectory();
        v1.MapDescribedDebits().MapDebits();
        typed.MapEntries();
        typed.MapMembers();
        typed.MapExtra();
        typed.MapUsage();
        typed.MapCycles();
        typed.MapHistory();
        typed.MapAudit();
        typed.MapLedger();
        typed.MapAuditLog();
        typed.MapEvents();
        typed.MapSubscription();
        typed.MapCheckout();
        typed.MapReconcile();
        typed.MapTopUps();
        typed.MapAutoTopUp();
        typed.MapAutoBid();
        typed.MapInsights();
        typed.MapPortalLinks();
        typed.MapPortalSessions();
        typed.MapApiKeys();
        typed.MapAlerts();
        typed.MapAlertEndpoints();
    }
}
