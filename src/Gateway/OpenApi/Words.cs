using System.Text.RegularExpressions;

namespace Purser.Gateway.OpenApi;

internal static partial class Words
{
    /// <summary>A comment as one line: where it was broken in the source says nothing.</summary>
    public static string? OnOneLine(string? comment) => comment is null ? null : Breaks().Replace(comment.Trim(), " ");

    [GeneratedRegex(@"\s*\n\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Breaks();
}
