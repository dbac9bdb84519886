using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Purser.Gateway.Requests;

namespace Purser.Gateway.OpenApi;

/// <summary>What stands in the document once: what the API is, its key, its nouns, and what the calls refer to.</summary>
internal static class ApiComponents
{
    public const string Key = "idempotencyKey";
    public const string OptionalKey = "optionalIdempotencyKey";
    public const string Replayed = "IdempotencyReplayed";
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const string Scheme = "apiKey";

    public static async Task AddToAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Purser",
            Version = "v1",
            Summary = "The AI credits of a product's teams.",
            Description = "Instants are RFC 3339 in UTC with `Z`. Codes are snake_case. Errors are RFC 9457 problem details with a stable "
                + "`type`, and a `reason` where a rule refused. Unknown or repeated JSON members and query parameters are errors. "
                + "Numbers are whole by JSON Schema's meaning: `2.0` is one. HEAD is served wherever GET is. What the HTTP server itself "
                + "refuses (`bad-transfer` 400, 408 or 505, `address-too-long` 414, `headers-too-large` 431) is a problem document too. "
                + "429 and 503 are safe to retry with the same idempotency key.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key: `Authorization: Bearer <key>`.",
        });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        document.Tags = context.DescriptionGroups.SelectMany(group => group.Items)
            .SelectMany(call => call.ActionDescriptor.EndpointMetadata.OfType<TagDescription>())
            .Distinct()
            .Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        ProblemResponses.AddTo(document, await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), cancellationToken: cancellation));
        ApiSchemas.ChooseOne(document);
        AddParameters(document);
        PathParameters.MoveTo(document);
        HeadOperations.AddTo(document);
    }

    private static void AddParameters(OpenApiDocument document)
    {
        document.AddComponent(Key, NewKey(isRequired: true, "The team's own, remembered for ever: the same request with the same key happens once."));
        document.AddComponent(OptionalKey, NewKey(isRequired: false, "With one, the same request gets the same page of Stripe's again."));
        document.AddComponent(Replayed, new OpenApiHeader
        {
            Description = "`true` when the key was used before for the same request; the body is the one of then.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create("true")] },
        });
    }

    private static OpenApiParameter NewKey(bool isRequired, string description) => new()
    {
        Name = IdempotencyKey.Header,
        In = ParameterLocation.Header,
        Required = isRequired,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limits.KeyLength },
    };
}
