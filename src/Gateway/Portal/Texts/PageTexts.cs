using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Purser.Gateway.Answers;

namespace Purser.Gateway.Portal.Texts;

/// <summary>The page's words, numbers and dates in one language.</summary>
public sealed class PageTexts
{
    private readonly FrozenDictionary<string, string> texts;
    private readonly NumberFormatInfo numbers;
    private readonly string[] months;
    private readonly string[] weekdays;

    internal PageTexts(string language, Dictionary<string, string> texts)
    {
        Language = language;
        this.texts = texts.ToFrozenDictionary(StringComparer.Ordinal);
        numbers = new NumberFormatInfo { NumberGroupSeparator = this["format.group"], NumberDecimalSeparator = this["format.decimal"] };
        months = this["format.months"].Split(' ');
        weekdays = this["format.weekdays"].Split(' ');
    }

    /// <summary>Its code, such as <c>en</c>.</summary>
    public string Language { get; }

    internal IEnumerable<string> Keys => texts.Keys;

    /// <exception cref="KeyNotFoundException">There is no such text: a bug.</exception>
    public string this[string key] => texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"The page has no text {key}.");

    /// <summary>A text with <c>{0}</c>, <c>{1}</c> … filled in.</summary>
    public string Format(string key, params object?[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>A text for so many: <c>key.one</c> or <c>key.other</c>, with the number as <c>{0}</c>.</summary>
    public string Count(string key, long count, params object?[] values) =>
        Format(count == 1 ? $"{key}.one" : $"{key}.other", [Number(count), .. values]);

    public string Number(long number) => number.ToString("#,0", numbers);

    public string Number(Credits credits) => Number(credits.Count);

    /// <summary>A part of a whole, without decimals; what is little and not nothing is said so.</summary>
    public string Percent(long part, long whole)
    {
        var percent = whole <= 0 ? 0 : 100.0 * part / whole;
        return Format("format.percent", percent is > 0 and < 1 ? "<1" : Math.Round(percent).ToString(numbers));
    }

    public string Day(DateOnly day) => Format("format.day", day.Day, months[day.Month - 1], day.Year);

    public string ShortDay(DateOnly day) => Format("format.shortday", day.Day, months[day.Month - 1]);

    public string Weekday(DateOnly day) => weekdays[(int)day.DayOfWeek];

    public string Day(DateTimeOffset at, TimeZoneInfo zone) => Day(DayIn(at, zone));

    public string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH':'mm", CultureInfo.InvariantCulture);

    public string DayAndTime(DateTimeOffset at, TimeZoneInfo zone) => Format("format.dayandtime", Day(at, zone), Time(at, zone));

    /// <summary>How far away a time is: in days, in hours where it is near, in minutes where it is very near.</summary>
    public string In(DateTimeOffset at, DateTimeOffset now)
    {
        var left = at > now ? at - now : TimeSpan.Zero;
        return left.TotalHours >= 48 ? Count("format.indays", (long)Math.Round(left.TotalDays))
            : left.TotalMinutes >= 120 ? Count("format.inhours", (long)Math.Round(left.TotalHours))
            : Count("format.inminutes", Math.Max(1, (long)Math.Ceiling(left.TotalMinutes)));
    }

    /// <summary>An amount in a currency's smallest unit.</summary>
    public string Money(long amount, string currency)
    {
        var digits = Currencies.Digits(currency);
        return Format("format.money", (amount / (decimal)Math.Pow(10, digits)).ToString("#,0." + new string('0', digits), numbers).TrimEnd('.'), currency.ToUpperInvariant());
    }

    /// <summary>Names, one after the other: <c>a, b and c</c>.</summary>
    public string List(IReadOnlyList<string> names)
    {
        var text = new StringBuilder();
        for (var at = 0; at < names.Count; at++)
        {
            text.Append(at == 0 ? "" : at == names.Count - 1 ? this["format.and"] : ", ").Append(names[at]);
        }

        return text.ToString();
    }

    internal static DateOnly DayIn(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
