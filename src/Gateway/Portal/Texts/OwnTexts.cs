using System.Text.Json;
using System.Text.RegularExpressions;

namespace Purser.Gateway.Portal.Texts;

/// <summary>Words of the product's own, in the place of some of the page's, or a language more: a folder with a file for each language.</summary>
internal static partial class OwnTexts
{
    /// <summary>The texts of each language there is a file of; none where there is no folder.</summary>
    public static Dictionary<string, Dictionary<string, string>> Read(string? folder) => folder is not { Length: > 0 }
        ? []
        : Directory.GetFiles(folder, "*.json").ToDictionary(
            static file => Path.GetFileNameWithoutExtension(file),
            static file =>
            {
                using var json = File.OpenRead(file);
                return JsonSerializer.Deserialize(json, TextsJson.Default.DictionaryStringString) ?? [];
            },
            StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with them; empty where nothing is.</summary>
    public static IEnumerable<string> Errors(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [$"{PortalSettings.Section}:{nameof(PortalSettings.Texts)} is {folder}; it must be a folder that is there."];
        }

        try
        {
            var known = Languages.BuiltIn();
            return [.. Read(folder).SelectMany(language => Errors(language.Key, language.Value, known))];
        }
        catch (JsonException failure)
        {
            return [$"{PortalSettings.Section}:{nameof(PortalSettings.Texts)} is {folder}, where a file is not an object of texts: {failure.Message}"];
        }
    }

    private static IEnumerable<string> Errors(string language, Dictionary<string, string> texts, Dictionary<string, Dictionary<string, string>> known)
    {
        var english = known[Languages.Default];
        foreach (var (key, text) in texts)
        {
            if (!english.TryGetValue(key, out var original))
            {
                yield return Wrong(language, $"there is no text {key}");
            }
            else if (PlacesOf(text).Except(PlacesOf(original), StringComparer.Ordinal).FirstOrDefault() is { } place)
            {
                yield return Wrong(language, $"{key} has nothing for {place}");
            }
        }

        if (!known.ContainsKey(language) && english.Keys.Except(texts.Keys, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
        {
            yield return Wrong(language, $"a language of your own needs every text, and {missing[0]} is missing{(missing.Length > 1 ? $", and {missing.Length - 1} more" : "")}");
        }
    }

    private static string Wrong(string language, string what) => $"{PortalSettings.Section}:{nameof(PortalSettings.Texts)}, {language}.json: {what}.";

    private static IEnumerable<string> PlacesOf(string text) => Place().Matches(text).Select(static place => place.Value);

    [GeneratedRegex(@"\{[^}]*\}?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TextsJson : System.Text.Json.Serialization.JsonSerializerContext;
