namespace Purser.Gateway.Requests;

/// <summary>
/// Parts of an address that are dots alone. Servers take <c>.</c> and <c>..</c> out of it, however they are written, so that
/// <c>DELETE /v1/teams/a/members/..</c> would be about the team: it is refused by what was sent.
/// </summary>
internal static class DotSegments
{
    /// <param name="target">The request's target as it was sent.</param>
    public static bool AreIn(string target) =>
        (target.Contains("/.", StringComparison.Ordinal) || target.Contains('%', StringComparison.Ordinal)) && Search(target);

    private static bool Search(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        foreach (var segment in path.Split('/'))
        {
            if (IsDotsAlone(path[segment]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDotsAlone(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
        {
            return false;
        }

        while (!segment.IsEmpty)
        {
            var length = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (length == 0)
            {
                return false;
            }

            segment = segment[length..];
        }

        return true;
    }
}
