using System.Text;

namespace Purser.Jobs;

/// <summary>
/// Reads a query by recursive descent; only parentheses recurse, and they are counted:
/// <code>
/// query  = [ either ]
/// either = all { "OR" all }
/// all    = not { [ "AND" ] not }
/// not    = [ "-" ] term
/// term   = "(" either ")" | quoted | word | field ":" ( quoted | word )
/// </code>
/// </summary>
/// <remarks>Each rule answers null when the text breaks it; <see cref="Error"/> then says how.</remarks>
internal sealed class QueryParser(string text)
{
    private int at;
    private readonly List<(string Text, QueryTerm Term)> alternatives = [];
    private int depth;

    public QueryError? Error { get; private set; }

    /// <summary>What the whole query offers to choose from: the terms beside each <c>OR</c> that is in no parentheses, as they were written.</summary>
    public IReadOnlyList<(string Text, QueryTerm Term)> Alternatives => alternatives;

    public QueryTerm? Parse()
    {
        if (text.Length > JobLimits.QueryLength)
        {
            return Fail(JobLimits.QueryLength, QueryFault.TooLong, $"A search has at most {JobLimits.QueryLength} characters; this one has {text.Length}.");
        }

        if (FirstThatIsNoText() is { } nonsense)
        {
            return Fail(nonsense, QueryFault.Unprintable, $"Character {nonsense + 1} cannot be shown, and is in no word.");
        }

        SkipBlanks();
        if (at == text.Length)
        {
            return new QueryTerm.Everything();
        }

        var term = Either();
        return term is null || at == text.Length ? term : Fail(at, QueryFault.ClosesNothing, $"The ')' at character {at + 1} closes nothing.");
    }

    private QueryTerm? Either()
    {
        List<QueryTerm> terms = [];
        do
        {
            var start = at;
            if (All() is not { } term)
            {
                return null;
            }

            terms.Add(term);
            if (depth == 0)
            {
                alternatives.Add((text[start..at].TrimEnd(), term));
            }
        }
        while (TakeOperator("OR"));
        return terms is [var only] ? only : new QueryTerm.AnyOf([.. terms]);
    }

    private QueryTerm? All()
    {
        List<QueryTerm> terms = [];
        do
        {
            if (Not() is not { } term)
            {
                return null;
            }

            terms.Add(term);
        }
        while (TakeOperator("AND") || !(at == text.Length || text[at] == ')' || IsOperator("OR")));
        return terms is [var only] ? only : new QueryTerm.AllOf([.. terms]);
    }

    private QueryTerm? Not()
    {
        if (at == text.Length || text[at] != '-')
        {
            return Term();
        }

        at++;
        return at == text.Length || IsBlank(text[at]) || text[at] == '-'
            ? Fail(at - 1, QueryFault.ExcludesNothing, $"The '-' at character {at} excludes nothing: write it directly before what it excludes.")
            : Term() is { } term ? new QueryTerm.Not(term) : null;
    }

    private QueryTerm? Term()
    {
        if (at == text.Length)
        {
            return Fail(at, QueryFault.EndsTooSoon, "The search ends where there should be something to look for.");
        }

        var term = text[at] switch
        {
            '(' => Group(),
            ')' => Fail(at, QueryFault.NothingBefore, $"There is nothing to look for before the ')' at character {at + 1}."),
            _ when IsOperator("OR") || IsOperator("AND") => Fail(
                at, QueryFault.NothingBefore, $"There is nothing to look for before the operator at character {at + 1}; to look for the word itself, put it in quotes."),
            _ when IsOperator("NOT") => Fail(at, QueryFault.NotIsMinus, "To exclude a word write -word; to look for the word NOT, put it in quotes."),
            _ => WordsOrField(),
        };
        SkipBlanks();
        return term;
    }

    private QueryTerm? Group()
    {
        var open = at++;
        if (++depth > JobLimits.QueryDepth)
        {
            return Fail(open, QueryFault.TooDeep, $"Parentheses may be nested {JobLimits.QueryDepth} deep, and no deeper.");
        }

        SkipBlanks();
        if (Either() is not { } inner)
        {
            return null;
        }

        if (at == text.Length)
        {
            return Fail(open, QueryFault.ParenthesisOpen, $"The parenthesis at character {open + 1} is never closed.");
        }

        at++;
        depth--;
        return inner;
    }

    private QueryTerm? WordsOrField()
    {
        var start = at;
        if (IsQuote(text[at]))
        {
            return TakeQuoted() is { } quoted ? Words(start, quoted) : null;
        }

        var word = TakeBare();
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !word[..colon].All(char.IsAsciiLetter))
        {
            return Words(start, word);
        }

        at = start + colon + 1;
        var value = at < text.Length && IsQuote(text[at]) ? TakeQuoted() : TakeBare();
        return value is null ? null : QueryField.TryRead(word[..colon], value.Trim(), out var term, out var problem) ? term : Fail(start, problem.Fault, problem.Message);
    }

    private QueryTerm? Words(int start, string words) =>
        Phrase.TryParse(words, out var phrase, out var problem) ? new QueryTerm.Words(phrase) : Fail(start, problem.Fault, problem.Message);

    /// <summary>What is between the quotes.</summary>
    private string? TakeQuoted()
    {
        var open = at++;
        while (at < text.Length && !IsQuote(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            Fail(open, QueryFault.QuoteOpen, $"The quote at character {open + 1} is never closed.");
            return null;
        }

        return text[(open + 1)..at++];
    }

    /// <summary>Everything up to the next blank, quote or parenthesis; may be empty.</summary>
    private string TakeBare()
    {
        var start = at;
        while (at < text.Length && !EndsWord(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private bool TakeOperator(string name)
    {
        if (!IsOperator(name))
        {
            return false;
        }

        at += name.Length;
        SkipBlanks();
        return true;
    }

    private bool IsOperator(string name)
    {
        var after = at + name.Length;
        return text.AsSpan(at).StartsWith(name, StringComparison.Ordinal) && (after == text.Length || EndsWord(text[after]));
    }

    private void SkipBlanks()
    {
        while (at < text.Length && IsBlank(text[at]))
        {
            at++;
        }
    }

    /// <summary>The first control character or half a surrogate pair: no database would take it.</summary>
    private int? FirstThatIsNoText()
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)))
            {
                return i;
            }

            i += rune.Utf16SequenceLength;
        }

        return null;
    }

    private QueryTerm? Fail(int position, QueryFault fault, string message)
    {
        Error ??= new QueryError(Math.Min(position, text.Length - 1), fault, message);
        return null;
    }

    private static bool EndsWord(char character) => IsBlank(character) || character is '(' or ')' || IsQuote(character);

    private static bool IsBlank(char character) => char.IsWhiteSpace(character);

    // Phones type the curly ones.
    private static bool IsQuote(char character) => character is '"' or '“' or '”' or '„';
}
