using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Purser.Tests.OpenApi;

namespace Purser.Tests.Fuzzing;

/// <summary>JSON by a schema of the OpenAPI document: as it says, at the edge of what it says, and beyond.</summary>
/// <param name="contract">The document.</param>
/// <param name="random">Where every choice comes from.</param>
/// <param name="names">What is known by the names of members, such as ids that exist.</param>
internal sealed class AnyJson(ApiContract contract, Random random, KnownNames names)
{
    private static readonly string[] Strange =
    [
        "", " ", "null", "0", "-1", "../..", "%2e%2e", "'; DROP TABLE purser.ledger; --", "<img src=x onerror=alert(1)>", "=1+1", "\u0000", "\u202e", "é", "漢字", "🙂",
        "\ud800", new string('x', 300), "2026-02-30T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z", "1e999",
    ];

    private static readonly string[] Numbers = ["0", "-1", "1", "2147483648", "-9223372036854775809", "9223372036854775807", "1e400", "0.5", "1.0", "1e2"];

    /// <summary>A body: most are what the schema says, the others have one thing wrong, or are no JSON.</summary>
    public byte[] Body(JsonElement media)
    {
        var body = Of(media.GetProperty("schema"), "", depth: 0);
        switch (random.Next(10))
        {
            case < 5:
                return Bytes(body);
            case < 8:
                return Bytes(Spoilt(body));
            case 8 when media.TryGetProperty("example", out var example):
                return Encoding.UTF8.GetBytes(example.GetRawText());
            default:
                return NoJson(Bytes(body));
        }
    }

    /// <summary>A value as text, for an address or a header.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="schema">What it is to be.</param>
    public string Text(string name, JsonElement schema) => random.Next(8) == 0
        ? Pick(Strange)
        : Of(schema, name, depth: 0) switch
        {
            null => "null",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            var other => other.ToJsonString(),
        };

    private JsonNode? Of(JsonElement schema, string name, int depth)
    {
        schema = contract.Follow(schema);
        if (schema.TryGetProperty("const", out var constant))
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return JsonNode.Parse(words[random.Next(words.GetArrayLength())].GetRawText());
        }

        if (schema.TryGetProperty("oneOf", out var choices))
        {
            return Of(choices[random.Next(choices.GetArrayLength())], name, depth);
        }

        return TypeOf(schema) switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema, name, depth),
            "string" => names.Any(name, random) ?? String(schema),
            "integer" => long.TryParse(names.Any(name, random), CultureInfo.InvariantCulture, out var known) ? known : Number(schema),
            "number" => random.NextDouble() * 100,
            "boolean" => random.Next(2) == 0,
            _ => null,
        };
    }

    private string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return "object";
        }

        return type.ValueKind == JsonValueKind.Array ? type[random.Next(type.GetArrayLength())].GetString()! : type.GetString()!;
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        if (!schema.TryGetProperty("properties", out var properties) || depth > 8)
        {
            return made;
        }

        var required = schema.TryGetProperty("required", out var listed) ? listed.EnumerateArray().Select(static one => one.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var member in properties.EnumerateObject())
        {
            if (required.Contains(member.Name) || random.Next(2) == 0)
            {
                made[member.Name] = Of(member.Value, member.Name, depth + 1);
            }
        }

        return made;
    }

    private JsonArray Array(JsonElement schema, string name, int depth)
    {
        var least = Bound(schema, "minItems", 0);
        var items = (int)Math.Min(least + random.Next(4), Bound(schema, "maxItems", long.MaxValue));
        return new JsonArray([.. Enumerable.Range(0, items).Select(_ => schema.TryGetProperty("items", out var item) ? Of(item, name, depth + 1) : null)]);
    }

    private string String(JsonElement schema)
    {
        var format = schema.TryGetProperty("format", out var known) ? known.GetString() : null;
        if (format == "date-time")
        {
            return TimeProvider.System.GetUtcNow().AddMinutes(random.Next(-200_000, 100_000)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        if (format == "date")
        {
            return TimeProvider.System.GetUtcNow().AddDays(random.Next(-100, 10)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        var (least, most) = ((int)Bound(schema, "minLength", 0), (int)Math.Min(Bound(schema, "maxLength", 40), 600));
        var length = random.Next(6) == 0 ? most : least + random.Next(Math.Max(1, Math.Min(most - least, 12) + 1));
        return string.Create(length, random, static (text, random) =>
        {
            foreach (ref var character in text)
            {
                character = (char)('a' + random.Next(26));
            }
        });
    }

    private long Number(JsonElement schema)
    {
        var (least, most) = (Bound(schema, "minimum", 0), Bound(schema, "maximum", 1_000_000));
        return random.Next(5) switch
        {
            0 => least,
            1 => most,
            // What is small is about something that exists.
            _ => random.NextInt64(least, Math.Max(least, Math.Min(most, least + 40)) + 1),
        };
    }

    private static long Bound(JsonElement schema, string name, long otherwise) =>
        schema.TryGetProperty(name, out var bound) && bound.TryGetInt64(out var number) ? number : otherwise;

    /// <summary>With one thing in it that is not as it should be.</summary>
    private JsonNode? Spoilt(JsonNode? node)
    {
        if (node is JsonObject { Count: > 0 } members && random.Next(8) > 0)
        {
            var (name, value) = members.ElementAt(random.Next(members.Count));
            switch (random.Next(5))
            {
                case 0:
                    members.Remove(name);
                    break;
                case 1:
                    members[$"{name}x"] = 1;
                    break;
                default:
                    members[name] = Spoilt(value?.DeepClone());
                    break;
            }

            return members;
        }

        if (node is JsonArray { Count: > 0 } items && random.Next(4) > 0)
        {
            var at = random.Next(items.Count);
            items[at] = Spoilt(items[at]?.DeepClone());
            return items;
        }

        return random.Next(6) switch
        {
            0 => null,
            1 => new JsonArray(),
            2 => new JsonObject(),
            3 => JsonNode.Parse(Pick(Numbers)),
            4 => random.Next(2) == 0,
            _ => Pick(Strange),
        };
    }

    private byte[] NoJson(byte[] json) => random.Next(6) switch
    {
        0 => [],
        1 => json[..(json.Length / 2)],
        2 => [.. json, .. json],
        3 => [0xef, 0xbb, 0xbf, .. json],
        4 => [.. json.Take(json.Length / 2), 0xff, 0xc0, .. json.Skip(json.Length / 2)],
        _ => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 200))),
    };

    // Half of a surrogate pair, of which there is one above, is written as what stands for what cannot be read.
    private static byte[] Bytes(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");

    private string Pick(string[] among) => among[random.Next(among.Length)];
}
