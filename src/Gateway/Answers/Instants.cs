using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Purser.Gateway.Answers;

/// <summary>Instants are RFC 3339 in UTC with <c>Z</c>, to the microsecond, without trailing zeros.</summary>
internal static partial class Instants
{
    /// <summary>Most bytes of an instant.</summary>
    public const int Length = 28;

    public static void Write(Utf8JsonWriter writer, DateTimeOffset instant)
    {
        Span<byte> text = stackalloc byte[Length];
        writer.WriteStringValue(text[..Format(instant, text)]);
    }

    public static void Write(Utf8JsonWriter writer, DateTimeOffset? instant)
    {
        if (instant is { } known)
        {
            Write(writer, known);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>Reads an instant with its offset; finer than a microsecond is cut off.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        var match = Shape().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value;
        if (fraction.Length > 7)
        {
            text = match.Groups["seconds"].Value + fraction[..7] + match.Groups["offset"].Value;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var parsed))
        {
            return false;
        }

        instant = new DateTimeOffset(parsed.Ticks - (parsed.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return true;
    }

    /// <summary>Writes an instant and says how long it is.</summary>
    public static int Format(DateTimeOffset instant, Span<byte> text)
    {
        // 2026-03-01T12:00:00.1234567Z, always 28 long: the seventh digit goes, then the zeros before it.
        Utf8Formatter.TryFormat(instant.UtcDateTime, text, out _, 'O');
        var end = 26;
        while (text[end - 1] == '0')
        {
            end--;
        }

        if (text[end - 1] == '.')
        {
            end--;
        }

        text[end] = (byte)'Z';
        return end + 1;
    }

    [GeneratedRegex(
        @"^(?<seconds>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?<fraction>\.\d{1,9})?(?<offset>Z|[+-]\d\d:\d\d)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}

internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are written, not read.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        Instants.Write(writer, value);
}
