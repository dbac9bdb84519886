using System.Globalization;

namespace Purser.Jobs;

/// <summary>Which amounts are asked for, e.g. <c>>500</c> or <c>500..1000</c>; an end that is null is open.</summary>
internal readonly record struct AmountRange(decimal? Least, decimal? Most, bool EndsIncluded = true)
{
    private const string Between = "..";

    /// <summary>Reads a number, one of <c>> >= &lt; &lt;= =</c> with a number, or two numbers with <c>..</c> between them.</summary>
    public static bool TryParse(string text, out AmountRange range)
    {
        range = default;
        if (text.IndexOf(Between, StringComparison.Ordinal) is var dots and > 0)
        {
            if (!TryNumber(text[..dots], out var least) || !TryNumber(text[(dots + Between.Length)..], out var most))
            {
                return false;
            }

            range = new AmountRange(least, most);
            return least <= most;
        }

        var digits = text.TrimStart('<', '>', '=');
        if (!TryNumber(digits, out var number))
        {
            return false;
        }

        AmountRange? read = text[..^digits.Length] switch
        {
            "" or "=" => new AmountRange(number, number),
            ">" => new AmountRange(number, null, EndsIncluded: false),
            ">=" => new AmountRange(number, null),
            "<" => new AmountRange(null, number, EndsIncluded: false),
            "<=" => new AmountRange(null, number),
            _ => null,
        };
        range = read.GetValueOrDefault();
        return read is not null;
    }

    /// <summary>Whether any amount from <paramref name="low"/> to <paramref name="high"/> is asked for.</summary>
    public bool Meets(decimal low, decimal high) => EndsIncluded
        ? !(high < Least) && !(low > Most)
        : !(high <= Least) && !(low >= Most);

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
