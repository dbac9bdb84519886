using System.Diagnostics.CodeAnalysis;

namespace Purser.Jobs;

/// <summary>
/// Which jobs a member is interested in, as they write it: <c>(react OR "vue.js") -wordpress skill:TypeScript budget:>=500</c>.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>react native</c></term><description>both words, anywhere in the title, the skills or the description</description></item>
/// <item><term><c>"react native"</c></term><description>the words one after the other</description></item>
/// <item><term><c>react OR vue</c></term><description>either; binds less than words side by side, so parentheses group</description></item>
/// <item><term><c>-php</c></term><description>not that: a word, a phrase, a field or a group</description></item>
/// <item><term><c>develop*</c></term><description>words that begin so</description></item>
/// <item><term><c>skill:"React Native"</c></term><description>a skill of the job, by its whole name or as <c>skill:react*</c>; <c>level:expert</c> likewise</description></item>
/// <item><term><c>type:hourly</c></term><description>how it is paid: <c>hourly</c> or <c>fixed</c></description></item>
/// <item><term><c>budget:>500</c></term><description>also <c>>=</c> <c>&lt;</c> <c>&lt;=</c> <c>=</c>, <c>budget:500</c>, <c>budget:500..1000</c></description></item>
/// <item><term><c>rate:>=30</c></term><description>whether an hourly job could pay that: its rate is a range</description></item>
/// </list>
/// Case never counts. A word is what is written together (<c>C#</c>, <c>C++</c>, <c>.NET</c>, <c>Node.js</c>, <c>e-commerce</c>) and
/// is found whole, so <c>C</c> is not found in <c>C++</c>, nor <c>stack</c> in <c>full-stack</c>. A comparison with a budget or
/// rate that the job does not say is false, and its exclusion true. Instances are immutable and may be shared by threads.
/// </remarks>
public sealed class SearchQuery
{
    private readonly QueryTerm root;

    private SearchQuery(string text, QueryTerm root, IEnumerable<(string Text, QueryTerm Term)> alternatives)
    {
        (Text, this.root) = (text, root);
        Alternatives = [.. alternatives.Select(part => new SearchQuery(part.Text, part.Term, []))];
    }

    /// <summary>The empty query: every job.</summary>
    public static SearchQuery Everything { get; } = new("", new QueryTerm.Everything(), []);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>
    /// What it offers to choose from, as it was written: of <c>react OR "vue.js"</c> both. A query without <c>OR</c> outside of
    /// parentheses is its only one; the empty one and alternatives themselves have none.
    /// </summary>
    public IReadOnlyList<SearchQuery> Alternatives { get; }

    /// <summary>Reads a query; it never throws but for null.</summary>
    /// <param name="text">Up to <see cref="JobLimits.QueryLength"/> characters; blank: every job.</param>
    /// <param name="query">The query.</param>
    /// <param name="error">What is wrong with the text, if anything is: the first thing.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out SearchQuery? query, [NotNullWhen(false)] out QueryError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new QueryParser(text);
        query = parser.Parse() is { } root ? new SearchQuery(text, root, parser.Alternatives) : null;
        error = query is null ? parser.Error! : null;
        return query is not null;
    }

    /// <summary>Whether it asks for this job.</summary>
    public bool Matches(JobPost job) => root.Matches(new QueriedJob(job));

    /// <summary>Which of some queries ask for a job, by their places; its words are looked for once for all of them.</summary>
    public static IEnumerable<int> Matching(IReadOnlyList<SearchQuery> queries, JobPost job)
    {
        var queried = new QueriedJob(job);
        for (var at = 0; at < queries.Count; at++)
        {
            if (queries[at].root.Matches(queried))
            {
                yield return at;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Why a text is no query.</summary>
/// <param name="Position">Where in the text, in UTF-16 units from 0.</param>
/// <param name="Fault">What is wrong, for who says it in another language.</param>
/// <param name="Message">A sentence for whoever wrote it; where it names a place, it counts characters from 1.</param>
public sealed record QueryError(int Position, QueryFault Fault, string Message);

/// <summary>What can be wrong with a query.</summary>
public enum QueryFault
{
    /// <summary>It is longer than <see cref="JobLimits.QueryLength"/>.</summary>
    TooLong,

    /// <summary>A control character, or half a surrogate pair.</summary>
    Unprintable,

    /// <summary>A <c>)</c> without its <c>(</c>.</summary>
    ClosesNothing,

    /// <summary>A <c>-</c> that stands before nothing.</summary>
    ExcludesNothing,

    /// <summary>It ends where there should be something to look for.</summary>
    EndsTooSoon,

    /// <summary>There is nothing to look for before a <c>)</c> or an operator.</summary>
    NothingBefore,

    /// <summary>A <c>NOT</c>: exclusion is written <c>-word</c>.</summary>
    NotIsMinus,

    /// <summary>Parentheses are nested deeper than <see cref="JobLimits.QueryDepth"/>.</summary>
    TooDeep,

    /// <summary>A <c>(</c> without its <c>)</c>.</summary>
    ParenthesisOpen,

    /// <summary>A quote that is never closed.</summary>
    QuoteOpen,

    /// <summary>A <c>*</c> that is not at the end of a word.</summary>
    StarInside,

    /// <summary>No letter or digit to look for.</summary>
    NoWord,

    /// <summary>A field that there is not.</summary>
    UnknownField,

    /// <summary>What stands after <c>skill:</c> or <c>level:</c> is no name.</summary>
    BadName,

    /// <summary>What stands after <c>type:</c> is neither <c>hourly</c> nor <c>fixed</c>.</summary>
    BadType,

    /// <summary>What stands after <c>budget:</c> or <c>rate:</c> is no amount.</summary>
    BadAmount,
}

/// <summary>What is wrong with a part of a query.</summary>
/// <param name="Fault">What.</param>
/// <param name="Message">A sentence for whoever wrote it.</param>
public sealed record QueryProblem(QueryFault Fault, string Message);
