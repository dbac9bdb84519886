using Purser.Gateway.OpenApi;
using Purser.Hosting;

namespace Purser.Gateway.Stripe;

internal static class StripeRoutes
{
    public const string Tag = "Stripe";
    public const string OfTag = "What Stripe and Purser tell each other.";

    public static void AddStripe(this WebApplicationBuilder builder) =>
        builder.Services.AddChecked<StripeSettings>(StripeSettings.Section, static settings => settings.Errors());

    /// <summary>Outside the group whose calls need a key: Stripe signs instead.</summary>
    public static void MapStripeWebhook(this IEndpointRouteBuilder app)
    {
        var webhook = ActivatorUtilities.CreateInstance<Webhook>(app.ServiceProvider);
        app.MapNoun(Tag, OfTag)
            .MapPost("/v1/stripe/webhook", (Delegate)webhook.ReceiveAsync).WithName("receiveStripeEvent")
            .Refuses(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status429TooManyRequests,
                StatusCodes.Status500InternalServerError,
                StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(WebhookDescription.DescribeAsync);
    }
}
