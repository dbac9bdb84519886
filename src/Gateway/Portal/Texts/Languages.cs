using System.Globalization;
using System.Text.Json;

namespace Purser.Gateway.Portal.Texts;

/// <summary>The languages that the page speaks: one file for each.</summary>
internal sealed class Languages
{
    private const string Prefix = "portal.texts.";
    private const string Default = "en";

    private readonly Dictionary<string, PageTexts> all = new(StringComparer.OrdinalIgnoreCase);

    public Languages()
    {
        var assembly = typeof(Languages).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(resource)!;
            var language = Path.GetFileNameWithoutExtension(resource[Prefix.Length..]);
            using var texts = JsonDocument.Parse(file);
            all.Add(language, new PageTexts(
                language, texts.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!, StringComparer.Ordinal)));
        }
    }

    public IEnumerable<PageTexts> All => all.Values;

    /// <summary>The one that the browser's user likes best of those there are.</summary>
    public PageTexts Of(HttpRequest request)
    {
        var wanted = request.Headers.AcceptLanguage.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Select(static one => one.Split(';', StringSplitOptions.TrimEntries))
            .Select(static one => (Language: one[0].Split('-')[0], Quality: Quality(one)))
            .Where(one => one.Quality > 0 && all.ContainsKey(one.Language))
            .OrderByDescending(static one => one.Quality)
            .Select(static one => one.Language)
            .FirstOrDefault(Default);
        return all[wanted];
    }

    private static double Quality(string[] one) =>
        one is [_, ['q', '=', .. var quality]] && double.TryParse(quality, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 1;
}
