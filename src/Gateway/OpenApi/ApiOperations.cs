using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Purser.Gateway.Auth;
using Purser.Gateway.Events;
using Purser.Gateway.Requests;

namespace Purser.Gateway.OpenApi;

/// <summary>What the framework cannot know of an operation: how its body, query and key are read, and which problems it answers.</summary>
internal static class ApiOperations
{
    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var endpoint = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters = null;
        operation.Description = Words.OnOneLine(operation.Description);
        if (Find<QueryMetadata>() is { } query)
        {
            AddQuery(operation, await context.GetOrCreateSchemaAsync(query.Type, cancellationToken: cancellation));
        }

        if (Find<BodyMetadata>() is { } body)
        {
            // As an extension, because the writer leaves out an example that is an empty object.
            operation.RequestBody!.Content!["application/json"].Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
            {
                ["example"] = new JsonNodeExtension(JsonNode.Parse(body.Type.GetCustomAttribute<ExampleAttribute>()?.Json ?? "{}")!),
            };
        }

        if (Find<KeyMetadata>() is { } key)
        {
            AddKey(operation, key, context.Document!);
        }

        if (Find<LastEventIdMetadata>() is not null)
        {
            (operation.Parameters ??= []).Add(LastEventId.Parameter());
        }

        var isKeyed = Find<KeyRequired>() is not null;
        if (!isKeyed)
        {
            operation.Security = [];
        }

        AddProblems(operation, context.Document!, [
            .. endpoint.OfType<Refusals>().SelectMany(refusals => refusals.Statuses),
            .. isKeyed ? [400, 401, 403, 404, 429, 500, 503] : Array.Empty<int>(),
            .. Find<BodyMetadata>() is null ? [] : Array.Empty<int>().Concat([413, 415]),
            .. Find<KeyMetadata>() is null ? [] : Array.Empty<int>().Append(422),
        ]);

        T? Find<T>()
            where T : class => endpoint.OfType<T>().LastOrDefault();
    }

    private static void AddQuery(OpenApiOperation operation, OpenApiSchema query)
    {
        operation.Parameters ??= [];
        foreach (var (name, schema) in query.Properties!)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Required = query.Required?.Contains(name) is true,
                Description = schema.Description,
                Schema = NeverNull(schema),
            });
        }
    }

    /// <summary>A parameter that is not there is absent, and never null.</summary>
    private static IOpenApiSchema NeverNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own)
        {
            return schema;
        }

        if (own.OneOf?.Count == 2 && own.OneOf.FirstOrDefault(one => one.Type != JsonSchemaType.Null) is { } inner && own.OneOf.Any(one => one.Type == JsonSchemaType.Null))
        {
            return inner;
        }

        own.Type &= ~JsonSchemaType.Null;
        own.Description = null;
        return own;
    }

    private static void AddKey(OpenApiOperation operation, KeyMetadata key, OpenApiDocument document)
    {
        (operation.Parameters ??= []).Add(new OpenApiParameterReference(key.IsOptional ? ApiComponents.OptionalKey : ApiComponents.Key, document));
        if (!key.IsOptional && operation.Responses!.TryGetValue("200", out var kept) && kept is OpenApiResponse replayed)
        {
            replayed.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                [ApiComponents.ReplayedHeader] = new OpenApiHeaderReference(ApiComponents.Replayed, document),
            };
        }
    }

    private static void AddProblems(OpenApiOperation operation, OpenApiDocument document, IEnumerable<int> statuses)
    {
        foreach (var (status, answer) in operation.Responses!)
        {
            answer.Description = Words.OnOneLine(answer.Description);
            if (string.Equals(status, "503", StringComparison.Ordinal) && answer is OpenApiResponse page)
            {
                page.Headers = ProblemResponses.Headers(ProblemResponses.RetryAfter(document));
            }
        }

        foreach (var status in statuses.Distinct().Order())
        {
            operation.Responses![ProblemResponses.Key(status)] = ProblemResponses.Of(status, document);
        }
    }
}
