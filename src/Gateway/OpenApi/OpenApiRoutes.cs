using Purser.Gateway.Problems;
using Scalar.AspNetCore;

namespace Purser.Gateway.OpenApi;

internal static class OpenApiRoutes
{
    public const string Address = "/openapi/v1.json";
    public const string Docs = "/docs";

    public static void AddApiDocument(this WebApplicationBuilder builder) => ApiDocument.AddTo(builder.Services);

    public static void MapOpenApi(this IEndpointRouteBuilder app)
    {
        var document = app.ServiceProvider.GetRequiredService<ApiDocument>();
        app.MapGet(Address, (RequestDelegate)(async context =>
        {
            var json = await document.GetJsonAsync();
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = json.Length;
            await context.Response.Body.WriteAsync(json);
        }));

        // Its script comes from the package, and nothing from anywhere else: the page works without the internet. It shows the API
        // and leaves out what Scalar sells beside it.
        app.MapScalarApiReference(Docs, static docs =>
        {
            docs.WithTitle("Purser")
                .WithOpenApiRoutePattern(Address)
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                .HideDeveloperTools();
            docs.HideClientButton = true;
        }).Add(static endpoint => endpoint.RequestDelegate = OnlyTheOneDocument(endpoint.RequestDelegate!));
    }

    /// <summary>Scalar has a page for a document of any name.</summary>
    private static RequestDelegate OnlyTheOneDocument(RequestDelegate page) => context =>
        context.Request.RouteValues["documentName"] is string name && !string.Equals(name, "v1", StringComparison.Ordinal)
            ? ProblemWriter.WriteAsync(context, Problem.NoSuchRoute(context.Request.Path))
            : page(context);
}
