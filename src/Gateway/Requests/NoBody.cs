namespace Purser.Gateway.Requests;

/// <summary>For calls that need no body: an empty object may be there, and nothing else.</summary>
internal static class NoBody
{
    private static readonly MemberNames NoMembers = new([]);

    public static readonly BodyParser<object?> Parse = static (ref body) =>
    {
        for (var seen = 0u; body.Next(NoMembers, ref seen, out _);)
        {
            // There is nothing to say: the reader refuses every member.
        }

        return null;
    };
}
