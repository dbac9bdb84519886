using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>
/// Stripe's objects are kept as the JSON they are shown as. Properties that begin with an underscore are the
/// stand-in's own notes on an object and are never shown.
/// </summary>
internal static class JsonObjects
{
    public static string Id(this JsonObject json) => json.Text("id")!;

    public static string? Text(this JsonObject json, string property) => json[property]?.GetValue<string>();

    public static long Number(this JsonObject json, string property) => json[property]?.GetValue<long>() ?? 0;

    public static bool Flag(this JsonObject json, string property) => json[property]?.GetValue<bool>() ?? false;

    public static DateTimeOffset? Instant(this JsonObject json, string property) =>
        json[property]?.GetValue<long>() is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static JsonObject Child(this JsonObject json, string property) => json[property]!.AsObject();

    /// <summary>The elements of a list object.</summary>
    public static IEnumerable<JsonObject> List(this JsonObject json, string property) =>
        json[property]!["data"]!.AsArray().Select(element => element!.AsObject());

    /// <summary>The object without the stand-in's notes: what a client may see.</summary>
    public static JsonObject Public(this JsonObject json)
    {
        var clone = json.DeepClone().AsObject();
        foreach (var note in clone.Select(property => property.Key).Where(key => key.StartsWith('_')).ToArray())
        {
            clone.Remove(note);
        }

        return clone;
    }

    public static JsonObject Clone(this JsonObject json) => json.DeepClone().AsObject();

    public static JsonObject ListOf(string url, IEnumerable<JsonObject> data, bool hasMore = false) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. data]),
        ["has_more"] = hasMore,
        ["url"] = url,
    };

    public static JsonNode? Seconds(DateTimeOffset? instant) => instant?.ToUnixTimeSeconds();
}
