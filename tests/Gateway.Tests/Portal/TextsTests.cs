using System.Text.RegularExpressions;
using Purser.Gateway.Portal;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Tests.Portal;

/// <summary>The page's words.</summary>
public sealed partial class TextsTests
{
    private static readonly PageTexts[] All = [.. new Languages(new PortalSettings()).All];

    [Fact]
    public void Every_language_has_every_text_with_the_same_places_to_fill_in()
    {
        Assert.Equal(2, All.Length);
        var english = All.Single(texts => texts.Language == "en");
        foreach (var other in All)
        {
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
            Assert.All(english.Keys, key => Assert.Equal((key, PlacesOf(english[key])), (key, PlacesOf(other[key]))));
        }
    }

    [Theory]
    [InlineData("en", "1,234,567", "12%", "<1%", "1 Mar 2026, 01:30", "1,200.50 USD", "in 3 days")]
    [InlineData("de", "1.234.567", "12 %", "<1 %", "1. März 2026, 01:30 Uhr", "1.200,50 USD", "in 3 Tagen")]
    public void Numbers_and_dates_are_the_languages_own(string language, string number, string percent, string little, string time, string money, string days)
    {
        var texts = All.Single(each => each.Language == language);
        var at = new DateTimeOffset(2026, 3, 1, 0, 30, 0, TimeSpan.Zero);

        Assert.Equal(
            (number, percent, little, time, money, days),
            (texts.Number(1234567), texts.Percent(12, 100), texts.Percent(1, 1000), texts.DayAndTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
                texts.Money(120050, "usd"), texts.In(at, at.AddDays(-3))));
    }

    private static string PlacesOf(string text) => string.Join(' ', Place().Matches(text).Select(place => place.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
