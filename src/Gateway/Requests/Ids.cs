using System.Globalization;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>The ids in the address.</summary>
internal static class Ids
{
    public static TeamId TeamId(this HttpContext context) => Id<TeamId>(context, "teamId");

    public static long EntryId(this HttpContext context) =>
        long.TryParse(Segment(context, "entryId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new ProblemException(Problem.InvalidParameter("entryId",
                $"entryId in the address must be the number of an entry, from 1 to {long.MaxValue}."));

    /// <summary>Checks all ids in the address.</summary>
    public static void Check(HttpContext context)
    {
        foreach (var (name, _) in context.Request.RouteValues)
        {
            if (string.Equals(name, "entryId", StringComparison.Ordinal))
            {
                _ = context.EntryId();
            }
            else if (!IdRule.Holds(Segment(context, name)))
            {
                throw Wrong(name);
            }
        }
    }

    private static TId Id<TId>(HttpContext context, string name)
        where TId : struct, IOwnId<TId> => TId.TryParse(Segment(context, name), provider: null, out var id) ? id : throw Wrong(name);

    private static ProblemException Wrong(string name) =>
        new(Problem.InvalidParameter(name, $"{name} in the address must be {IdRule.Words}."));

    private static string? Segment(HttpContext context, string name) => context.Request.RouteValues[name] as string;
}
