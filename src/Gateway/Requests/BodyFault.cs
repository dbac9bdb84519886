using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>
/// Why a body was refused, in words. The serializer says it in words of its own, with names of types in them; so what it
/// refused is gone through once more, along the same contract, only to say it well.
/// </summary>
internal static class BodyFault
{
    public static ProblemException Describe(ReadOnlySpan<byte> utf8, JsonTypeInfo type, JsonException exception)
    {
        if (exception is WrongValueException wrong)
        {
            return Invalid(wrong.Message, wrong.Pointer);
        }

        if (exception.InnerException is InvalidOperationException)
        {
            return HalfACharacter();
        }

        return Find(utf8, type) ?? Invalid($"The body is not valid JSON: {exception.Message}", "#");
    }

    /// <summary>The reader's trouble with an escaped string that is no Unicode, whether it is read or compared.</summary>
    public static ProblemException HalfACharacter() => Invalid("A string holds half a character (a lone surrogate such as \\ud800).", "#");

    /// <summary>The first thing that is not as the contract says; null where it is no JSON.</summary>
    private static ProblemException? Find(ReadOnlySpan<byte> utf8, JsonTypeInfo type)
    {
        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = StrictJson.Deepest });
            using var body = JsonDocument.ParseValue(ref json);
            return Find(body.RootElement, type, "#", "The body must be a JSON object.");
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return HalfACharacter();
        }
    }

    private static ProblemException? Find(JsonElement element, JsonTypeInfo type, string place, string otherwise)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Invalid(otherwise, place);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sent in element.EnumerateObject())
        {
            if (type.Properties.FirstOrDefault(member => string.Equals(member.Name, sent.Name, StringComparison.Ordinal)) is not { } known)
            {
                var unknown = Wrong.Shorten(sent.Name);
                return Invalid(Wrong.Unknown(unknown, string.Join(", ", type.Properties.Select(member => member.Name))), $"{place}/{Wrong.Step(unknown)}");
            }

            if (!seen.Add(sent.Name))
            {
                return Invalid(Wrong.Repeated(sent.Name), $"{place}/{sent.Name}");
            }

            if (FindInside(sent, known, type.Options, place) is { } inside)
            {
                return inside;
            }
        }

        return type.Properties.FirstOrDefault(member => member.AssociatedParameter is { HasDefaultValue: false } && !seen.Contains(member.Name)) is { } missing
            ? Invalid(Wrong.Missing(missing.Name), $"{place}/{missing.Name}")
            : null;
    }

    /// <summary>Of members that are objects; the other ones were looked at when they were read.</summary>
    private static ProblemException? FindInside(JsonProperty sent, JsonPropertyInfo known, JsonSerializerOptions options, string place)
    {
        if (sent.Value.ValueKind == JsonValueKind.Null && known.AssociatedParameter is { IsNullable: true })
        {
            return null;
        }

        var type = options.GetTypeInfo(known.PropertyType);
        return type.Kind == JsonTypeInfoKind.Object
            ? Find(sent.Value, type, $"{place}/{sent.Name}", $"{sent.Name} must be an object.")
            : null;
    }

    private static ProblemException Invalid(string detail, string pointer) => new(Problem.InvalidBody(detail, pointer));
}
