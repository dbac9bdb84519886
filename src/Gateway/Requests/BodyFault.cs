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
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = StrictJson.Deepest };

    public static ProblemException Describe(ReadOnlySpan<byte> utf8, JsonTypeInfo type, JsonException exception)
    {
        if (exception is WrongValueException wrong)
        {
            return Invalid(wrong.Message, wrong.Pointer);
        }

        try
        {
            using var body = JsonDocument.Parse(utf8.ToArray(), Options);
            return Find(body.RootElement, type, "#", "The body must be a JSON object.") ?? NoJson(exception);
        }
        catch (JsonException none)
        {
            return NoJson(none);
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escaped name that is no Unicode.
            return Invalid(Wrong.HalfACharacter, "#");
        }
    }

    private static ProblemException NoJson(JsonException exception) => Invalid($"The body is not valid JSON: {exception.Message}", "#");

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

    /// <summary>Of members that are objects; single values were looked at when they were read.</summary>
    private static ProblemException? FindInside(JsonProperty sent, JsonPropertyInfo known, JsonSerializerOptions options, string place)
    {
        if (known.CustomConverter is not null || (sent.Value.ValueKind == JsonValueKind.Null && known.AssociatedParameter is { IsNullable: true }))
        {
            return null;
        }

        return Find(sent.Value, options.GetTypeInfo(known.PropertyType), $"{place}/{sent.Name}", $"{sent.Name} must be an object.");
    }

    private static ProblemException Invalid(string detail, string pointer) => new(Problem.InvalidBody(detail, pointer));
}
