using System.Globalization;
using System.Text.Json;

namespace Purser.Gateway.Portal.Texts;

/// <summary>The languages that the page speaks: one file for each.</summary>
internal sealed class Languages
{
    private const string Prefix = "portal.texts.";
    public const string Default = "en";

    private readonly Dictionary<string, PageTexts> all = new(StringComparer.OrdinalIgnoreCase);

    public Languages(PortalSettings settings)
    {
        var texts = BuiltIn();
        foreach (var (language, own) in OwnTexts.Read(settings.Texts))
        {
            var words = texts.GetValueOrDefault(language) ?? [];
            foreach (var (key, text) in own)
            {
                words[key] = text;
            }

            texts[language] = words;
        }

        foreach (var (language, words) in texts)
        {
            all.Add(language, new PageTexts(language, words));
        }
    }

    /// <summary>The texts that come with the gateway.</summary>
    public static Dictionary<string, Dictionary<string, string>> BuiltIn()
    {
        var assembly = typeof(Languages).Assembly;
        return assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(
            static name => Path.GetFileNameWithoutExtension(name[Prefix.Length..]),
            name =>
            {
                using var file = assembly.GetManifestResourceStream(name)!;
                return JsonSerializer.Deserialize(file, TextsJson.Default.DictionaryStringString)!;
            },
            StringComparer.OrdinalIgnoreCase);
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
