using System.Text;
using System.Text.Json;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Portal.Embedding;

/// <summary>The few words that the elements say by themselves, in each language, as a module.</summary>
internal static class ElementWords
{
    public const string File = "words.js";

    /// <summary>The text of each word.</summary>
    private static readonly (string Word, string Key)[] Words =
    [
        ("numbers", "live.numbers"), ("away", "live.away"), ("back", "live.back"),
        ("failed", "section.failed"), ("retry", "section.retry"),
        ("nosession", "embed.nosession"), ("notsent", "embed.notsent"), ("close", "embed.close"),
    ];

    public static byte[] Of(Languages languages)
    {
        using var text = new MemoryStream();
        text.Write("export default "u8);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var texts in languages.All)
            {
                json.WriteStartObject(texts.Language.ToLowerInvariant());
                foreach (var (word, key) in Words)
                {
                    json.WriteString(word, texts[key]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        text.Write(Encoding.ASCII.GetBytes(";\n"));
        return text.ToArray();
    }
}
