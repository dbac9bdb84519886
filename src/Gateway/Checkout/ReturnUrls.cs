using Purser.Billing;
using Purser.Gateway.Hosting;

namespace Purser.Gateway.Checkout;

/// <summary>The addresses that Stripe's pages lead back to.</summary>
internal sealed class ReturnUrls(PublicAddress address)
{
    public string AfterCheckout(HttpContext context, TeamId teamId) => $"{AfterPortal(context, teamId)}&session={StripeNames.SessionPlaceholder}";

    public string AfterPortal(HttpContext context, TeamId teamId) =>
        $"{address.Of(context.Request)}{CheckoutReturn.Path}?team={Uri.EscapeDataString(teamId.Value)}";
}
