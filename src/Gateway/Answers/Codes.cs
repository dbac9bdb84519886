using System.Text.Json;

namespace Purser.Gateway.Answers;

/// <summary>The snake_case codes of the contract's words, made once.</summary>
internal static class Codes
{
    public static JsonEncodedText Of<TWord>(TWord word)
        where TWord : struct, Enum
    {
        foreach (var (known, code) in Table<TWord>.Pairs)
        {
            if (EqualityComparer<TWord>.Default.Equals(known, word))
            {
                return code;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(word), word, "Not a word of the contract.");
    }

    /// <summary>All of a word's codes, for a message.</summary>
    public static string List<TWord>()
        where TWord : struct, Enum => string.Join(", ", Table<TWord>.Pairs.Select(pair => pair.Code.Value));

    /// <summary>A handful of words each: walking through them beats hashing.</summary>
    internal static class Table<TWord>
        where TWord : struct, Enum
    {
        public static readonly (TWord Word, JsonEncodedText Code)[] Pairs = [.. Enum.GetValues<TWord>().Select(word =>
            (word, JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()))))];
    }
}
