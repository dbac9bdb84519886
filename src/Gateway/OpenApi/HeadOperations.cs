using System.Text.Json.Nodes;

namespace Purser.Gateway.OpenApi;

/// <summary>A HEAD for every GET of the document, with its parameters and headers, and answers without a body.</summary>
internal static class HeadOperations
{
    public static void AddTo(JsonObject document)
    {
        foreach (var (_, path) in document["paths"]!.AsObject())
        {
            if (path!["get"] is JsonObject get)
            {
                path["head"] = Of(get, document);
            }
        }
    }

    private static JsonObject Of(JsonObject get, JsonObject document)
    {
        var head = get.DeepClone().AsObject();
        head["operationId"] = $"{get["operationId"]}Head";
        head["summary"] = $"{get["summary"]}: the headers alone";
        var answers = head["responses"]!.AsObject();
        foreach (var (status, answer) in answers.ToList())
        {
            var bare = (Component(answer!, document) ?? answer!).DeepClone().AsObject();
            bare.Remove("content");
            answers[status] = bare;
        }

        return head;
    }

    /// <summary>The answer that a reference is to; null where it is none.</summary>
    private static JsonNode? Component(JsonNode answer, JsonObject document) => answer["$ref"] is { } reference
        ? document["components"]!["responses"]![reference.GetValue<string>().Split('/')[^1]]
        : null;
}
