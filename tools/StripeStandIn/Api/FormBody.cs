using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Purser.StripeStandIn;

/// <summary>
/// A request's parameters. Stripe's API takes forms whose names nest by brackets: <c>metadata[team]=a</c>,
/// <c>items[0][price]=p</c>, <c>expand[]=x</c>.
/// </summary>
internal sealed class FormBody
{
    /// <summary>Deeper than any of Stripe's parameters.</summary>
    private const int Deepest = 8;

    private readonly JsonObject fields;
    private readonly string path;

    private FormBody(JsonObject fields, string path)
    {
        this.fields = fields;
        this.path = path;
    }

    public static FormBody Parse(IEnumerable<KeyValuePair<string, StringValues>> pairs)
    {
        var root = new JsonObject();
        foreach (var (name, values) in pairs)
        {
            foreach (var value in values)
            {
                Put(root, Segments(name), value ?? "");
            }
        }

        return new FormBody(root, "");
    }

    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>The parameter's text; null if it is absent or was unset with an empty value.</summary>
    public string? Text(string name) => fields[name] switch
    {
        null => null,
        JsonValue value => value.GetValue<string>() is { Length: > 0 } text ? text : null,
        _ => throw StripeError.Invalid($"Invalid string: {Name(name)}", Name(name)),
    };

    public string RequiredText(string name) => Text(name) ?? throw StripeError.Required(Name(name));

    public long? Number(string name) => Text(name) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw StripeError.Invalid($"Invalid integer: {text}", Name(name), "parameter_invalid_integer"),
    };

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw StripeError.Invalid($"Invalid boolean: {text}", Name(name)),
    };

    /// <summary>The parameters nested under a name; none if it is absent.</summary>
    public FormBody Section(string name) => new(fields[name] as JsonObject ?? [], Name(name));

    /// <summary>The elements of an array of parameters, in the order of their indexes.</summary>
    public IReadOnlyList<FormBody> Items(string name) =>
        fields[name] is JsonObject items
            ? [.. Indexed(items).Select(item => new FormBody(
                item.Value as JsonObject ?? [], $"{Name(name)}[{item.Key}]"))]
            : [];

    public IReadOnlyList<string> Texts(string name) =>
        fields[name] is JsonObject items
            ? [.. Indexed(items).Select(item => item.Value).OfType<JsonValue>().Select(value => value.GetValue<string>())]
            : [];

    /// <summary>Writes <c>metadata</c> over what is there: an empty value removes a key, an empty whole removes all.</summary>
    public JsonObject Metadata(JsonObject? current = null)
    {
        var result = Has("metadata") && fields["metadata"] is JsonValue ? [] : current?.Clone() ?? [];
        foreach (var (key, value) in (fields["metadata"] as JsonObject ?? []).Select(pair => (pair.Key, pair.Value)))
        {
            result.Remove(key);
            if (value is JsonValue text && text.GetValue<string>() is { Length: > 0 } kept)
            {
                result[key] = kept;
            }
        }

        return result;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Indexed(JsonObject items) =>
        items.OrderBy(item => int.TryParse(item.Key, out var index) ? index : int.MaxValue);

    private string Name(string name) => path.Length == 0 ? name : $"{path}[{name}]";

    private static string[] Segments(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        return open <= 0 || !name.EndsWith(']')
            ? [name]
            : [name[..open], .. name[(open + 1)..^1].Split("][", Deepest)];
    }

    private static void Put(JsonObject root, string[] segments, string value)
    {
        var parent = root;
        foreach (var segment in segments[..^1])
        {
            if (parent[segment] is not JsonObject child)
            {
                parent[segment] = child = [];
            }

            parent = child;
        }

        var last = segments[^1].Length > 0 ? segments[^1] : parent.Count.ToString(CultureInfo.InvariantCulture);
        parent[last] = value;
    }
}
