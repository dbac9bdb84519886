using Microsoft.Extensions.Options;

namespace Purser.Gateway.Stripe;

internal static class StripeRoutes
{
    public static void AddStripe(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<StripeSettings>, StripeSettings.Validator>();
        builder.Services.AddOptions<StripeSettings>()
            .Bind(builder.Configuration.GetSection(StripeSettings.Section))
            .ValidateOnStart();
    }

    public static void MapReconcile(this RouteGroupBuilder v1) =>
        v1.MapPost("/teams/{teamId}/reconcile", (RequestDelegate)PostReconcile.Handle);

    /// <summary>Outside the group whose calls need a key: Stripe signs instead.</summary>
    public static void MapStripeWebhook(this IEndpointRouteBuilder app)
    {
        var webhook = ActivatorUtilities.CreateInstance<PostWebhook>(app.ServiceProvider);
        app.MapPost("/v1/stripe/webhook", (RequestDelegate)webhook.Handle);
    }
}
