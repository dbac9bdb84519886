using System.Globalization;
using System.Text.Json;
using Purser.Gateway.Answers;

namespace Purser.Gateway.Requests;

/// <summary>Single values of JSON, read strictly and named in what is said about them.</summary>
/// <exception cref="WrongValueException">It is another value than it must be.</exception>
internal static class Values
{
    public static string Text(ref Utf8JsonReader json, string name, TextRuleAttribute? rule)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            throw new WrongValueException(Wrong.NoText(name));
        }

        var text = json.GetString()!;
        return rule is null || rule.Holds(text) ? text : throw new WrongValueException(Wrong.Not(name, rule.Words));
    }

    public static TId Id<TId>(ref Utf8JsonReader json, string name)
        where TId : struct, IOwnId<TId> => json.TokenType != JsonTokenType.String
            ? throw new WrongValueException(Wrong.NoText(name))
            : TId.TryParse(json.GetString(), provider: null, out var id) ? id : throw new WrongValueException(Wrong.Not(name, IdRule.Words));

    public static bool Flag(ref Utf8JsonReader json, string name) => Flag(ref json) ?? throw new WrongValueException(Wrong.NoFlag(name));

    public static bool? Flag(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    public static long Number(ref Utf8JsonReader json, string name, BetweenAttribute? range)
    {
        var (least, most) = range is null ? (int.MinValue, int.MaxValue) : (range.Least, range.Most);
        return Number(ref json, least, most) ?? throw new WrongValueException(Wrong.NoNumber(name, least, most));
    }

    /// <summary>A whole number in a range, however it is written; null where it is none.</summary>
    public static long? Number(ref Utf8JsonReader json, long least, long most) =>
        json.TokenType == JsonTokenType.Number
        && (json.TryGetInt64(out var number) || WholeNumber.TryParse(json.ValueSpan, out number))
        && number >= least && number <= most
            ? number
            : null;

    public static TWord Code<TWord>(ref Utf8JsonReader json, string name)
        where TWord : struct, Enum => Code<TWord>(ref json) ?? throw new WrongValueException(Wrong.NoCode<TWord>(name));

    /// <summary>One of a word's codes; null where it is none.</summary>
    public static TWord? Code<TWord>(ref Utf8JsonReader json)
        where TWord : struct, Enum
    {
        if (json.TokenType == JsonTokenType.String)
        {
            foreach (var (word, code) in Codes.Table<TWord>.Pairs)
            {
                if (json.ValueTextEquals(code.EncodedUtf8Bytes))
                {
                    return word;
                }
            }
        }

        return null;
    }

    /// <summary>An instant with its offset.</summary>
    public static DateTimeOffset Instant(ref Utf8JsonReader json, string name, YearsAttribute? years)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            throw new WrongValueException(Wrong.NoText(name));
        }

        if (!Instants.TryParse(json.GetString()!, out var instant))
        {
            throw new WrongValueException(Wrong.NoInstant(name));
        }

        return years is null || years.Holds(instant) ? instant : throw new WrongValueException($"{name} must {years.Words}.");
    }

    public static DateOnly Day(ref Utf8JsonReader json, string name) =>
        json.TokenType == JsonTokenType.String
        && DateOnly.TryParseExact(json.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year >= 2000
            ? day
            : throw new WrongValueException(Wrong.NoDay(name));
}
