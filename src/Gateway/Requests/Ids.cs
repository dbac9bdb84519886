using System.Globalization;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>The ids in the address.</summary>
internal static class Ids
{
    public const string Rule = "1 to 64 of the characters A-Z a-z 0-9 . _ : -, not dots alone";

    /// <summary>The same as a regular expression.</summary>
    public const string Pattern = @"^(?!\.+$)[A-Za-z0-9._:\-]+$";

    public static string TeamId(this HttpContext context) => Id(context, "teamId");

    public static string MemberId(this HttpContext context) => Id(context, "memberId");

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
            else
            {
                _ = Id(context, name);
            }
        }
    }

    private static string Id(HttpContext context, string name)
    {
        var id = Segment(context, name);
        return Limits.IsId(id)
            ? id!
            : throw new ProblemException(Problem.InvalidParameter(name, $"{name} in the address must be {Rule}."));
    }

    private static string? Segment(HttpContext context, string name) => context.Request.RouteValues[name] as string;
}
