using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Purser.Gateway.Answers;
using Purser.Gateway.OpenApi;

namespace Purser.Gateway.Mcp;

/// <summary>
/// What tools take and answer, as JSON Schema: made from their records by what makes the OpenAPI document, when it is asked for first.
/// </summary>
internal sealed class ToolSchemas(IServiceProvider services)
{
    private const string Document = "mcp";
    private const string Reference = "#/components/schemas/";
    private const string Definition = "#/$defs/";

    private readonly Lazy<Task<JsonObject>> schemas = new(() => WriteAsync(services));

    public static void AddTo(IServiceCollection services)
    {
        services.AddOpenApi(Document, static options =>
        {
            ApiDocument.Describe(options);
            options.AddDocumentTransformer(AddArgumentsAsync);
        });
        services.AddSingleton<IApiDescriptionProvider, ToolDescriptions>();
        services.AddSingleton<ToolSchemas>();
    }

    /// <summary>What a tool takes: the calls' arguments and its own.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="needsTeam">Whether the caller's key leaves open which team is meant.</param>
    public async Task<JsonElement> ArgumentsAsync(AssistantTool tool, bool needsTeam)
    {
        var schema = (await schemas.Value)[ArgumentsOf(tool)]!.DeepClone().AsObject();
        // At the top clients' models take nothing but an object.
        schema.Remove("oneOf");
        var members = schema["properties"]?.AsObject() ?? [];
        var own = new JsonObject();
        var required = schema["required"]?.AsArray() ?? [];
        if (tool.IsOfTeam)
        {
            own[ToolCall.Team] = Text(needsTeam ? "The team." : "The team; without it, the one that the key is for.");
            if (needsTeam)
            {
                required.Add(ToolCall.Team);
            }
        }

        foreach (var (name, member) in members)
        {
            own[name] = member?.DeepClone();
        }

        if (!tool.IsRead)
        {
            own[ToolCall.Confirm] = Text("The confirmation that the call before gave; without it nothing is changed.");
        }

        (schema["type"], schema["properties"], schema["required"], schema["additionalProperties"]) = ("object", own, required.DeepClone(), false);
        return JsonSerializer.SerializeToElement(schema);
    }

    /// <summary>What a tool answers: a schema, and in it whatever it refers to.</summary>
    public async Task<JsonElement> AnswerAsync(AssistantTool tool)
    {
        var all = await schemas.Value;
        var schema = all[ApiSchemas.NameOf(GatewayJson.Default.GetTypeInfo(tool.Answer)!)!]!.DeepClone().AsObject();
        var definitions = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        Define(schema, all, definitions);
        if (definitions.Count > 0)
        {
            schema["$defs"] = new JsonObject(definitions);
        }

        return JsonSerializer.SerializeToElement(schema);
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static string ArgumentsOf(AssistantTool tool) => $"{tool.Name}.arguments";

    /// <summary>Spelt out, without references: few models follow them there.</summary>
    private static async Task AddArgumentsAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        ApiSchemas.ChooseOne(document);
        foreach (var tool in Assistants.Tools)
        {
            document.AddComponent(ArgumentsOf(tool), await context.GetOrCreateSchemaAsync(tool.Arguments, cancellationToken: cancellation));
        }
    }

    private static async Task<JsonObject> WriteAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document).GetOpenApiDocumentAsync();
        return JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!["components"]!["schemas"]!.AsObject();
    }

    private static void Define(JsonNode? node, JsonObject all, SortedDictionary<string, JsonNode?> definitions)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Define(item, all, definitions);
                }

                break;
            case JsonObject schema:
                if (schema["$ref"]?.GetValue<string>() is { } reference)
                {
                    var name = reference[Reference.Length..];
                    schema["$ref"] = Definition + name;
                    if (definitions.TryAdd(name, null))
                    {
                        var definition = all[name]!.DeepClone();
                        definitions[name] = definition;
                        Define(definition, all, definitions);
                    }
                }

                foreach (var (_, member) in schema)
                {
                    Define(member, all, definitions);
                }

                break;
        }
    }

    /// <summary>Tells the framework of the answers, as if each tool were a call of a document of its own.</summary>
    private sealed class ToolDescriptions : IApiDescriptionProvider
    {
        public int Order => 0;

        public void OnProvidersExecuting(ApiDescriptionProviderContext context)
        {
            foreach (var tool in Assistants.Tools)
            {
                var answer = new ApiResponseType { Type = tool.Answer, StatusCode = StatusCodes.Status200OK };
                answer.ApiResponseFormats.Add(new ApiResponseFormat { MediaType = ScratchJson.MediaType });
                var call = new ApiDescription
                {
                    GroupName = Document,
                    HttpMethod = HttpMethods.Post,
                    RelativePath = tool.Name,
                    ActionDescriptor = new ActionDescriptor { EndpointMetadata = [new TagsAttribute("Tools")] },
                };
                call.SupportedResponseTypes.Add(answer);
                context.Results.Add(call);
            }
        }

        public void OnProvidersExecuted(ApiDescriptionProviderContext context)
        {
            // Nothing is left to do.
        }
    }
}
