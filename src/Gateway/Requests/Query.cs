using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>The query's parameters, looked at as strictly as a body: unknown and repeated ones are refused.</summary>
internal static class Query
{
    /// <summary>For calls that have none.</summary>
    public static void None(HttpContext context)
    {
        if (context.Request.QueryString.HasValue)
        {
            Only(context);
        }
    }

    /// <summary>Nothing but these, each once.</summary>
    public static void Only(HttpContext context, params ReadOnlySpan<string> known)
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
    }

    public static ProblemException Invalid(string name, string detail) =>
        new(Problem.InvalidParameter(Shown(name), detail));

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
