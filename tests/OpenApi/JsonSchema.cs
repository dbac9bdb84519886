using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Purser.Tests.OpenApi;

/// <summary>As much of JSON Schema as the OpenAPI document uses.</summary>
internal sealed class JsonSchema(JsonElement document)
{
    /// <summary>The first thing that is not as the schema says; null when all is.</summary>
    public string? FirstError(JsonElement value, JsonElement schema, string at = "#")
    {
        schema = Follow(schema);
        return TypeError(value, schema, at)
            ?? ValueError(value, schema, at)
            ?? OneOfError(value, schema, at)
            ?? value.ValueKind switch
            {
                JsonValueKind.Object => ObjectError(value, schema, at),
                JsonValueKind.Array => ArrayError(value, schema, at),
                JsonValueKind.String => StringError(value.GetString()!, schema, at),
                JsonValueKind.Number => NumberError(value, schema, at),
                _ => null,
            };
    }

    public JsonElement Follow(JsonElement element) => element.TryGetProperty("$ref", out var reference)
        ? Follow(reference.GetString()!.Split('/').Skip(1).Aggregate(document, (parent, name) => parent.GetProperty(name)))
        : element;

    private static string? TypeError(JsonElement value, JsonElement schema, string at)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return null;
        }

        var allowed = type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()!).ToArray()
            : [type.GetString()!];
        return allowed.Any(IsOf) ? null : $"{at} is {value.GetRawText()}, not {type}.";

        bool IsOf(string name) => value.ValueKind switch
        {
            JsonValueKind.Object => name == "object",
            JsonValueKind.Array => name == "array",
            JsonValueKind.String => name == "string",
            JsonValueKind.True or JsonValueKind.False => name == "boolean",
            JsonValueKind.Null => name == "null",
            JsonValueKind.Number => name == "number" || (name == "integer" && IsWhole(value)),
            _ => false,
        };
    }

    // Of what the tests send, a number too large for it has no fraction.
    private static bool IsWhole(JsonElement number) => !number.TryGetDecimal(out var value) || decimal.IsInteger(value);

    private static string? ValueError(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(value, constant))
        {
            return $"{at} is not {constant}.";
        }

        return schema.TryGetProperty("enum", out var words)
            && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value))
            ? $"{at} is {value.GetRawText()}, none of {words}."
            : null;
    }

    private string? OneOfError(JsonElement value, JsonElement schema, string at)
    {
        if (!schema.TryGetProperty("oneOf", out var choices))
        {
            return null;
        }

        var errors = choices.EnumerateArray().Select(choice => FirstError(value, choice, at)).ToList();
        return errors.Count(error => error is null) == 1 ? null : $"{at} fits not exactly one: {string.Join(" / ", errors)}";
    }

    private string? ObjectError(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _))
                is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{at} lacks {missing}.";
        }

        schema.TryGetProperty("properties", out var properties);
        foreach (var member in value.EnumerateObject())
        {
            var place = $"{at}/{member.Name}";
            JsonElement? rule = properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var known)
                ? known
                : schema.TryGetProperty("additionalProperties", out var others) ? others : null;
            var error = rule switch
            {
                { ValueKind: JsonValueKind.False } => $"{place} is unknown.",
                { ValueKind: JsonValueKind.Object } of => FirstError(member.Value, of, place),
                _ => null,
            };
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private string? ArrayError(JsonElement value, JsonElement schema, string at)
    {
        var length = value.GetArrayLength();
        if ((schema.TryGetProperty("minItems", out var least) && length < least.GetInt32())
            || (schema.TryGetProperty("maxItems", out var most) && length > most.GetInt32()))
        {
            return $"{at} has {length} items.";
        }

        return schema.TryGetProperty("items", out var items)
            ? value.EnumerateArray().Select((item, index) => FirstError(item, items, $"{at}/{index}")).FirstOrDefault(error => error is not null)
            : null;
    }

    private static string? StringError(string text, JsonElement schema, string at)
    {
        if ((schema.TryGetProperty("minLength", out var least) && text.Length < least.GetInt32())
            || (schema.TryGetProperty("maxLength", out var most) && text.Length > most.GetInt32()))
        {
            return $"{at} has {text.Length} characters.";
        }

        if (schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            return $"{at} is not like {pattern}.";
        }

        return schema.TryGetProperty("format", out var format)
            && format.GetString() == "date-time"
            && !(text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
            ? $"{at} is no instant."
            : null;
    }

    private static string? NumberError(JsonElement value, JsonElement schema, string at)
    {
        var number = value.GetDouble();
        return (schema.TryGetProperty("minimum", out var least) && number < least.GetDouble())
            || (schema.TryGetProperty("maximum", out var most) && number > most.GetDouble())
            ? $"{at} is {value.GetRawText()}, out of range."
            : null;
    }
}
