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
/// <param name="Message">A sentence for whoever wrote it; where it names a place, it counts characters from 1.</param>
public sealed record QueryError(int Position, string Message);
