namespace Purser.Jobs;

/// <summary>A word or a name, whole or its beginning; case does not count.</summary>
internal readonly record struct TextPattern(string Text, bool IsPrefix)
{
    private const char Star = '*';

    /// <summary>Reads a name; a star at its end makes it a beginning, and no other star may be in it.</summary>
    public static bool TryParse(string text, out TextPattern pattern)
    {
        var isPrefix = text.EndsWith(Star);
        pattern = new TextPattern(isPrefix ? text[..^1] : text, isPrefix);
        return pattern.Text.Length > 0 && !pattern.Text.Contains(Star, StringComparison.Ordinal);
    }

    public bool Matches(ReadOnlySpan<char> text) => IsPrefix
        ? text.StartsWith(Text, StringComparison.OrdinalIgnoreCase)
        : text.Equals(Text, StringComparison.OrdinalIgnoreCase);
}
