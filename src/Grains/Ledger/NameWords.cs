using System.Text;

namespace Purser.Ledger;

/// <summary>The words by which a text is found: its runs of letters and digits, in lower case.</summary>
public static class NameWords
{
    /// <summary>Longest word that is kept, in characters: what is longer is found by its beginning.</summary>
    public const int Longest = 64;

    /// <summary>The words of a team: those of its name and of its id.</summary>
    public static IReadOnlyList<string> Of(TeamId teamId, string name) => Of($"{name} {teamId.Value}");

    /// <summary>Each word once, in no order.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsOfWord(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else
            {
                End();
            }
        }

        End();
        return [.. words];

        void End()
        {
            if (word.Length > 0)
            {
                var whole = word.ToString();
                words.Add(whole.Length <= Longest ? whole : Shortened(whole));
                word.Clear();
            }
        }
    }

    /// <summary>An accent that is a character of its own is part of its word.</summary>
    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static string Shortened(string word) => word[..(char.IsHighSurrogate(word[Longest - 1]) ? Longest - 1 : Longest)];
}
