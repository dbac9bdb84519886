using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purser.Gateway.Tests;

/// <summary>Bodies that nobody should send.</summary>
internal static class BadBodies
{
    /// <summary>What is wrong whatever the call: not JSON, not UTF-8, not an object, or not only one.</summary>
    public static IEnumerable<(string Name, byte[] Body)> ForEveryCall(string good)
    {
        foreach (var text in new[]
        {
            " \n", "null", "true", "0", "\"x\"", "[]", "[{}]", "{", "}", "{]", "{}{}", "{\"a\"}", "{\"a\":}", "{,}", "{'a':1}",
            "{\"a\":1,}", "{a:1}", "{\"a\":NaN}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":\"\t\"}", "{\"a\":\"\0\"}",
            "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"open}", "{/* comment */}", "{\"\":1}", "{\"\\ud800\":1}", "{\"__proto__\":{}}",
            "\0", "<xml/>", "a=1&b=2",
            good + "x", good + ",", good + good, good + "\0", good + "}", "\ufeff" + good, good[..^1], good + "//",
            "{\"unknown\":" + Nested(7), "{\"unknown\":" + Nested(100), "{\"unknown\":" + Nested(10_000),
            new string('[', 60_000), string.Concat(Enumerable.Repeat("{\"a\":", 12_000)),
        })
        {
            yield return (Shown(text), Encoding.UTF8.GetBytes(text));
        }

        yield return ("UTF-16", Encoding.Unicode.GetBytes(good));
        yield return ("a lone continuation byte", [.. "{\"a\":\""u8, 0x80, .. "\"}"u8]);
        yield return ("an overlong NUL", [.. "{\"a\":\""u8, 0xc0, 0x80, .. "\"}"u8]);
        yield return ("a UTF-8 surrogate", [.. "{\"a\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8]);
        yield return ("half a character at the end", [.. Encoding.UTF8.GetBytes(good), 0xe2, 0x82]);
        yield return ("0xff", [0xff]);
        if (good.IndexOf(":\"", StringComparison.Ordinal) is >= 0 and var at)
        {
            var bytes = Encoding.UTF8.GetBytes(good);
            yield return ("0xff in a value", [.. bytes[..(at + 2)], 0xff, .. bytes[(at + 2)..]]);
        }
    }

    /// <summary>A good body with one thing changed: each member in turn missing, there twice, or of another value.</summary>
    /// <remarks>Some of them are good again; the OpenAPI document says which.</remarks>
    public static IEnumerable<string> Variations(string good)
    {
        foreach (var place in Places(JsonNode.Parse(good)!))
        {
            foreach (var value in Values)
            {
                yield return Change(good, place, node => node.Replace(value));
            }

            yield return Change(good, place, Member.Remove);
            yield return Change(good, place, node => node.Repeat());
            yield return Change(good, place, node => node.Rename());
        }
    }

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "1.5", "1e400", "-1e400", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "1e3", "\"\"", "\" \"", "2.0", "2.50", "50e-1", "\"1\"", "\"true\"", "\"a b\"", "\"\\u0000\"", "\"a\\u0007b\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u2028\"", "\"x\\u007f\"", "[]", "{}", "[1]", "{\"a\":1}", $"\"{new string('x', 600)}\"",
        $"\"{string.Concat(Enumerable.Repeat("😀", 501))}\"",
    ];

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth) + "}";

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;

    /// <summary>The pointers to every member, depth first.</summary>
    private static IEnumerable<string[]> Places(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => (IEnumerable<string[]>)
            [[member.Key], .. member.Value is null ? [] : Places(member.Value).Select(inner => (string[])[member.Key, .. inner])]),
        JsonArray items => Places(items[^1]!).Select(inner => (string[])[(items.Count - 1).ToString(), .. inner]),
        _ => [],
    };

    private static string Change(string good, string[] place, Func<Member, string> change) =>
        Write(JsonDocument.Parse(good).RootElement, place, change);

    private static string Write(JsonElement element, ReadOnlySpan<string> place, Func<Member, string> change)
    {
        var next = place[0];
        var rest = place[1..];
        var parts = new List<string>();
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
            {
                parts.Add(index.ToString() == next ? Write(item, rest, change) : item.GetRawText());
            }

            return $"[{string.Join(',', parts)}]";
        }

        foreach (var member in element.EnumerateObject())
        {
            var name = $"\"{member.Name}\":";
            parts.Add(
                member.Name != next ? name + member.Value.GetRawText()
                : rest.IsEmpty ? change(new Member(member.Name, member.Value.GetRawText()))
                : name + Write(member.Value, rest, change));
        }

        return "{" + string.Join(',', parts.Where(part => part.Length > 0)) + "}";
    }

    private sealed record Member(string Name, string Value)
    {
        public string Replace(string value) => $"\"{Name}\":{value}";

        public static string Remove(Member _) => "";

        public string Repeat() => $"\"{Name}\":{Value},\"{Name}\":{Value}";

        public string Rename() => $"\"{Name.ToUpperInvariant()}\":{Value}";
    }
}
