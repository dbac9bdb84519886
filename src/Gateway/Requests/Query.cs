using System.Globalization;
using Purser.Gateway.Answers;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>The query's parameters, read as strictly as a body: unknown, repeated and empty ones are refused.</summary>
internal readonly struct Query
{
    private readonly IQueryCollection _values;

    private Query(IQueryCollection values) => _values = values;

    /// <summary>For calls that have none.</summary>
    public static void None(HttpContext context)
    {
        if (context.Request.QueryString.HasValue)
        {
            Only(context);
        }
    }

    /// <summary>The parameters, when they are all among those that are known.</summary>
    public static Query Only(HttpContext context, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in context.Request.Query)
        {
            if (!known.Contains(name))
            {
                throw Invalid(name, known.IsEmpty
                    ? $"This call has no parameters; {Shown(name)} is not known."
                    : $"There is no parameter {Shown(name)}; the parameters are {string.Join(", ", known.ToArray())}.");
            }

            if (values.Count != 1)
            {
                throw Invalid(name, $"The parameter {name} is there {values.Count} times; give it once.");
            }
        }

        return new Query(context.Request.Query);
    }

    public string? Id(string name) => _values[name] is [{ } text]
        ? Limits.IsId(text) ? text : throw Invalid(name, $"{name} must be {Ids.Rule}.")
        : null;

    public int Number(string name, int least, int most, int otherwise) => _values[name] is [{ } text]
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Invalid(name, $"{name} must be a whole number from {least} to {most}.")
        : otherwise;

    public int? OptionalNumber(string name, int least, int most) => Text(name) is null ? null : Number(name, least, most, 0);

    public DateOnly? Day(string name) => _values[name] is [{ } text]
        ? DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 2000
            ? day
            : throw Invalid(name, $"{name} must be a day such as 2026-01-31, not before 2000.")
        : null;

    public TWord? Code<TWord>(string name)
        where TWord : struct, Enum
    {
        if (_values[name] is not [{ } text])
        {
            return null;
        }

        foreach (var (word, code) in Codes.Table<TWord>.Pairs)
        {
            if (string.Equals(code.Value, text, StringComparison.Ordinal))
            {
                return word;
            }
        }

        throw Invalid(name, $"{name} must be one of {Codes.List<TWord>()}.");
    }

    public DateTimeOffset? Instant(string name) => _values[name] is [{ } text]
        ? Instants.TryParse(text, out var instant)
            ? instant
            : throw Invalid(name, $"{name} must be an RFC 3339 instant such as 2026-01-31T00:00:00Z (a + is written %2B).")
        : null;

    public string? Text(string name) => _values[name] is [{ } text] ? text : null;

    public static ProblemException Invalid(string name, string detail) =>
        new(Problem.InvalidParameter(Shown(name), detail));

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
