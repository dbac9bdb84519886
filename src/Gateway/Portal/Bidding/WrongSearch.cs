using Purser.Gateway.Answers;
using Purser.Gateway.Portal.Texts;
using Purser.Jobs;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>What is wrong with a search, in the reader's language, and where.</summary>
/// <param name="Before">What stands before the place.</param>
/// <param name="Wrong">What stands at it.</param>
/// <param name="After">What stands after it.</param>
/// <param name="Why">What is wrong.</param>
public sealed record WrongSearch(string Before, string Wrong, string After, string Why)
{
    /// <summary>As it was typed: a line is as good as a blank.</summary>
    internal static string Clean(string typed) => typed.ReplaceLineEndings(" ").Trim();

    /// <summary>Null for one that can be read.</summary>
    internal static WrongSearch? Of(string typed, PageTexts texts)
    {
        var text = Clean(typed);
        if (SearchQuery.TryParse(text, out _, out var error))
        {
            return Limits.IsQuery(text) ? null : new WrongSearch(text, "", "", Say(QueryFault.TooLong, texts));
        }

        var (start, end) = Place(text, error);
        return new WrongSearch(text[..start], text[start..end], text[end..], Say(error.Fault, texts));
    }

    private static string Say(QueryFault fault, PageTexts texts) => texts.Format($"search.{Codes.Of(fault).Value}", texts.Number(Limits.QueryLength), texts.Number(JobLimits.QueryDepth));

    /// <summary>A sign is marked alone, a word as a whole; where a search ends too soon, what it ends with.</summary>
    private static (int Start, int End) Place(string text, QueryError error)
    {
        var (start, end) = (error.Position, error.Position + 1);
        while (error.Fault == QueryFault.EndsTooSoon && start > 0 && IsOfWord(text[start - 1]))
        {
            start--;
        }

        while (IsOfWord(text[start]) && text[start] != '-' && end < text.Length && IsOfWord(text[end]))
        {
            end++;
        }

        return (start, end);
    }

    private static bool IsOfWord(char character) => character is not ('(' or ')' or '"') && !char.IsWhiteSpace(character);
}
