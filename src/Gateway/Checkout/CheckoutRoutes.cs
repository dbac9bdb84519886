using Microsoft.Extensions.Options;

namespace Purser.Gateway.Checkout;

internal static class CheckoutRoutes
{
    public const string ReturnPath = "/checkout/return";

    public static void AddCheckout(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<PublicSettings>, PublicSettings.Validator>();
        builder.Services.AddOptions<PublicSettings>()
            .Bind(builder.Configuration.GetSection("Purser"))
            .ValidateOnStart();
        builder.Services.AddSingleton<ReturnUrls>();
    }

    public static void MapCheckout(this RouteGroupBuilder v1)
    {
        v1.MapPost("/teams/{teamId}/checkout", (RequestDelegate)PostCheckout.Handle);
        v1.MapPost("/teams/{teamId}/billing-portal", (RequestDelegate)PostBillingPortal.Handle);
    }

    /// <summary>For a payer's browser, which has no API key: that the session's id cannot be guessed is what protects it.</summary>
    public static void MapCheckoutReturn(this IEndpointRouteBuilder app) =>
        app.MapGet(ReturnPath, (RequestDelegate)GetCheckoutReturn.Handle);

    public static ReturnUrls ReturnUrls(this HttpContext context) => context.RequestServices.GetRequiredService<ReturnUrls>();
}
