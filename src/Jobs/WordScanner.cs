using System.Globalization;
using System.Text;

namespace Purser.Jobs;

/// <summary>
/// Finds words as people in this trade write them: letters and digits, joined by a <c>. - _</c> between two of them
/// (<c>Node.js</c>, <c>e-commerce</c>), with a dot before (<c>.NET</c>) or plusses and hashes after (<c>C++</c>, <c>C#</c>).
/// Everything else parts words.
/// </summary>
internal static class WordScanner
{
    /// <summary>The next word at or after a place, which moves to the word's end; false where there is none.</summary>
    public static bool Next(ReadOnlySpan<char> text, ref int at, out Range word)
    {
        for (; at < text.Length; at++)
        {
            var isDotted = text[at] == '.' && (at == 0 || text[at - 1] != '.');
            if (Letter(text, isDotted ? at + 1 : at) > 0)
            {
                var start = at;
                at = EndOfSigns(text, EndOfLetters(text, isDotted ? at + 1 : at));
                word = start..at;
                return true;
            }
        }

        word = default;
        return false;
    }

    private static int EndOfLetters(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length)
        {
            var size = LetterOrMark(text, at);
            if (size == 0 && text[at] is '.' or '-' or '_' && Letter(text, at + 1) > 0)
            {
                size = 1;
            }

            if (size == 0)
            {
                break;
            }

            at += size;
        }

        return at;
    }

    private static int EndOfSigns(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] is '+' or '#')
        {
            end++;
        }

        // The plus of Python+Django joins two words.
        return end == at + 1 && text[at] == '+' && Letter(text, end) > 0 ? at : end;
    }

    /// <summary>How many UTF-16 units the letter or digit there has: 0 where there is none.</summary>
    private static int Letter(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length)
        {
            return 0;
        }

        if (!char.IsHighSurrogate(text[at]))
        {
            return char.IsLetterOrDigit(text[at]) ? 1 : 0;
        }

        Rune.DecodeFromUtf16(text[at..], out var rune, out var units);
        return Rune.IsLetterOrDigit(rune) ? units : 0;
    }

    /// <summary>The same, where an accent or vowel sign on a letter goes with it.</summary>
    private static int LetterOrMark(ReadOnlySpan<char> text, int at) =>
        Letter(text, at) is > 0 and var size ? size
        : !char.IsAscii(text[at]) && IsMark(text[at]) ? 1
        : 0;

    private static bool IsMark(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        && character is not (>= '\ufe00' and <= '\ufe0f'); // says how an emoji looks
}
