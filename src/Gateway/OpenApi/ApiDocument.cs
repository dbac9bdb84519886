using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Purser.Gateway.Answers;

namespace Purser.Gateway.OpenApi;

/// <summary>
/// The OpenAPI document, generated from the endpoints, their records and their comments when it is asked for first. Tests hold it
/// against every route and every answer.
/// </summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    private const string Name = "v1";

    private readonly Lazy<Task<byte[]>> json = new(() => WriteAsync(services));

    /// <summary>Its JSON.</summary>
    public Task<byte[]> GetJsonAsync() => json.Value;

    public static void AddTo(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static http => GatewayJson.Configure(http.SerializerOptions));
        services.AddOpenApi(Name, static options =>
        {
            Describe(options);
            options.AddOperationTransformer(ApiOperations.DescribeAsync);
            options.AddDocumentTransformer(ApiComponents.AddToAsync);
        });
        services.AddSingleton<IApiDescriptionProvider, BodyDescriptions>();
        services.AddSingleton<ApiDocument>();
    }

    /// <summary>How records become schemas.</summary>
    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = ApiSchemas.NameOf;
        options.AddSchemaTransformer(ApiSchemas.DescribeAsync);
    }

    private static async Task<byte[]> WriteAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        return JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)));
    }
}
