using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purser.Gateway.OpenApi;

/// <summary>
/// The OpenAPI document, joined at start from the part in each noun's folder. It is written, not generated: the
/// bodies are read by hand, so nothing could be generated that knows their limits. Tests hold it against every
/// route and every answer.
/// </summary>
internal static class ApiDocument
{
    private const string Base = ".base.openapi.json";
    private const string Part = ".openapi.json";

    public static byte[] Build()
    {
        var assembly = typeof(ApiDocument).Assembly;
        var names = assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).ToList();
        var document = Read(names.Single(name => name.EndsWith(Base, StringComparison.Ordinal)));
        foreach (var name in names.Where(name =>
            name.EndsWith(Part, StringComparison.Ordinal) && !name.EndsWith(Base, StringComparison.Ordinal)))
        {
            Join(document, Read(name));
        }

        HeadOperations.AddTo(document);
        return JsonSerializer.SerializeToUtf8Bytes(document);

        JsonObject Read(string name)
        {
            using var part = assembly.GetManifestResourceStream(name)!;
            return JsonNode.Parse(part)!.AsObject();
        }
    }

    private static void Join(JsonObject document, JsonObject part)
    {
        Move(part["paths"]!, document["paths"]!);
        Move(part["components"]!["schemas"]!, document["components"]!["schemas"]!);
        var tags = document["tags"]!.AsArray();
        foreach (var tag in part["tags"]!.AsArray().Where(tag => !tags.Any(known => JsonNode.DeepEquals(known, tag))))
        {
            tags.Add(tag!.DeepClone());
        }
    }

    /// <remarks>A name that two parts use is an error, at the first start.</remarks>
    private static void Move(JsonNode from, JsonNode to)
    {
        foreach (var (name, value) in from.AsObject())
        {
            to.AsObject().Add(name, value!.DeepClone());
        }
    }
}
