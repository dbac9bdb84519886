using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Purser.Gateway.Requests;

namespace Purser.Gateway.OpenApi;

/// <summary>The schemas of records: what the framework reads off their types, and the rules of their members.</summary>
internal static class ApiSchemas
{
    private const string Suffix = "Answer";

    /// <summary>The name of a type in the document; null for what is spelt out where it stands.</summary>
    public static string? NameOf(JsonTypeInfo type)
    {
        if (IsValue(Nullable.GetUnderlyingType(type.Type) ?? type.Type))
        {
            return null;
        }

        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name is not null && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var declared = context.JsonPropertyInfo?.PropertyType ?? context.JsonTypeInfo.Type;
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        DescribeType(schema, type, isNullable: type != declared);
        if (schema.Default is null || JsonNullSentinel.IsJsonNullSentinel(schema.Default))
        {
            // That an absent member is as null is said by its being absent.
            schema.Default = null;
        }

        if (type.IsEnum)
        {
            // Whether a word may be null is said where it stands, and not of the word.
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. schema.Enum?.Where(word => word?.GetValueKind() == JsonValueKind.String) ?? []];
        }

        if (type.BaseType?.IsDefined(typeof(JsonDerivedTypeAttribute)) is true)
        {
            (schema.Type, schema.Title) = (JsonSchemaType.Object, Words.OnOneLine(schema.Description)?.TrimEnd('.'));
        }

        DescribeChoice(schema, type);
        var rule = RuleAttribute.Of(context.JsonPropertyInfo);
        if (rule is OwnIdAttribute && type.IsAssignableTo(typeof(IOwnId)))
        {
            // What an id's type says of itself is for programmers.
            schema.Description = null;
        }

        rule?.Describe(schema);
        schema.Description = Words.OnOneLine(schema.Description);
        return Task.CompletedTask;
    }

    /// <summary>Single values with converters of their own.</summary>
    private static bool IsValue(Type type) => type == typeof(Credits) || type.IsAssignableTo(typeof(IOwnId)) || type == typeof(Optional<Credits?>) || type == typeof(JsonElement);

    /// <summary>Types of which the framework knows nothing.</summary>
    private static void DescribeType(OpenApiSchema schema, Type type, bool isNullable)
    {
        var orNull = isNullable ? JsonSchemaType.Null : default;
        if (type == typeof(Credits))
        {
            (schema.Type, schema.Format, schema.Minimum) = (JsonSchemaType.Integer | orNull, "int64", "0");
        }
        else if (type.IsAssignableTo(typeof(IOwnId)))
        {
            schema.Type = JsonSchemaType.String | orNull;
        }
        else if (type == typeof(Optional<Credits?>))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.Integer | JsonSchemaType.Null, "int64");
            (schema.Properties, schema.Required, schema.AdditionalPropertiesAllowed, schema.Default) = (null, null, true, null);
        }
        else if (type == typeof(DateTimeOffset))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String | orNull, "date-time");
        }
        else if (type == typeof(AiAction))
        {
            schema.Description = "What AI did. Every action costs one credit.";
        }
        else if (type == typeof(SortedDictionary<AiAction, Credits>))
        {
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" };
        }
    }

    private static void DescribeChoice(OpenApiSchema schema, Type type)
    {
        if (type.GetCustomAttribute<OneOfSchemasAttribute>() is { } choice)
        {
            schema.OneOf = [.. JsonNode.Parse(choice.Json)!.AsArray().Select(one => (IOpenApiSchema)Parse(one!))];
        }
    }

    /// <summary>Records of several kinds are exactly one of them; their kind is a member like any other.</summary>
    public static void ChooseOne(OpenApiDocument document)
    {
        foreach (var schema in document.Components!.Schemas!.Values.OfType<OpenApiSchema>().Where(schema => schema.AnyOf is { Count: > 0 }))
        {
            (schema.OneOf, schema.AnyOf, schema.Discriminator, schema.Type) = (schema.AnyOf, null, null, null);
        }
    }

    private static OpenApiSchema Parse(JsonNode json)
    {
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        return OpenApiModelFactory.Load<OpenApiSchema>(text, OpenApiSpecVersion.OpenApi3_1, "json", new OpenApiDocument(), out _)!;
    }
}
