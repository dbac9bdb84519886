using Scalar.AspNetCore;

namespace Purser.Gateway.OpenApi;

internal static class OpenApiRoutes
{
    private const string Address = "/openapi/v1.json";

    public static void MapOpenApi(this IEndpointRouteBuilder app)
    {
        var document = ApiDocument.Build();
        app.MapGet(Address, (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = document.Length;
            return context.Response.Body.WriteAsync(document).AsTask();
        }));

        // Its script comes from the package, and nothing from anywhere else: the page works without the internet.
        app.MapScalarApiReference("/docs", docs => docs
            .WithTitle("Purser")
            .WithOpenApiRoutePattern(Address)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent());
    }
}
