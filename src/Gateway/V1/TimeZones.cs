using System.Text.RegularExpressions;

namespace Purser.Gateway.V1;

/// <summary>IANA names, as far as this machine knows them.</summary>
internal static partial class TimeZones
{
    /// <summary>Known everywhere, also where the machine has no time zone database.</summary>
    public const string Utc = "UTC";

    public const string Rule =
        "an IANA time zone that this machine knows, such as Europe/Berlin or UTC (its tzdata package holds them)";

    /// <remarks>The shape comes first: the name becomes part of a path where the database is looked up.</remarks>
    public static bool IsKnown(string? name) =>
        string.Equals(name, Utc, StringComparison.Ordinal)
        || (name is not null && Shape().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _));

    [GeneratedRegex(@"^(?=.{1,64}\z)[A-Z][A-Za-z0-9_+\-]*(/[A-Za-z][A-Za-z0-9_+\-]*){0,2}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
