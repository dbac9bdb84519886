using Microsoft.OpenApi;
using Purser.Gateway.Requests;

namespace Purser.Gateway.OpenApi;

/// <summary>The ids in the addresses, described once and named by every path that has them.</summary>
internal static class PathParameters
{
    public static void MoveTo(OpenApiDocument document)
    {
        foreach (var (address, path) in document.Paths)
        {
            var names = address.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}')).ToList();
            foreach (var name in names.Where(name => document.Components?.Parameters?.ContainsKey(name) is not true))
            {
                document.AddComponent(name, Of(name));
            }

            if (names.Count > 0)
            {
                ((OpenApiPathItem)path).Parameters = [.. names.Select(name => new OpenApiParameterReference(name, document))];
            }
        }
    }

    private static OpenApiParameter Of(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Schema = name is "entryId"
            ? new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1" }
            : IdSchema(),
    };

    private static OpenApiSchema IdSchema()
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String };
        new OwnIdAttribute().Describe(schema);
        return schema;
    }
}
