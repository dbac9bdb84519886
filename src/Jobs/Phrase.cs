using System.Diagnostics.CodeAnalysis;

namespace Purser.Jobs;

/// <summary>Words that follow each other, often just one; a <c>*</c> ends a word of which only the beginning is given.</summary>
public sealed class Phrase
{
    private readonly TextPattern[] words;

    private Phrase(TextPattern[] words) => this.words = words;

    /// <summary>Takes the words of a text, as <see cref="WordList"/> would.</summary>
    /// <param name="text">The words, e.g. <c>react nat*</c>.</param>
    /// <param name="phrase">The phrase.</param>
    /// <param name="problem">Why the text is none.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Phrase? phrase, [NotNullWhen(false)] out QueryProblem? problem)
    {
        (phrase, problem) = (null, null);
        List<TextPattern> found = [];
        var stars = 0;
        for (var at = 0; WordScanner.Next(text, ref at, out var word);)
        {
            var isPrefix = at < text.Length && text[at] == '*' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));
            stars += isPrefix ? 1 : 0;
            found.Add(new TextPattern(text[word], isPrefix));
        }

        if (text.AsSpan().Count('*') > stars)
        {
            problem = new QueryProblem(QueryFault.StarInside, "A * may only stand at the end of a word.");
        }
        else if (found.Count == 0)
        {
            problem = new QueryProblem(QueryFault.NoWord, $"'{text}' has no letter or digit to look for.");
        }
        else
        {
            phrase = new Phrase([.. found]);
        }

        return phrase is not null;
    }

    /// <summary>Whether the words stand in a text, one after the other.</summary>
    public bool IsIn(WordList list)
    {
        for (var start = 0; start + words.Length <= list.Count; start++)
        {
            if (StandsAt(list, start))
            {
                return true;
            }
        }

        return false;
    }

    private bool StandsAt(WordList list, int start)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!words[i].Matches(list[start + i]))
            {
                return false;
            }
        }

        return true;
    }
}
