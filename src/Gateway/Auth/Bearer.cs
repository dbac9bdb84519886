using Microsoft.Extensions.Primitives;

namespace Purser.Gateway.Auth;

/// <summary>What a request presents as <c>Authorization: Bearer …</c>.</summary>
internal static class Bearer
{
    /// <summary>No key is longer; what is longer is not worth hashing.</summary>
    public const int Longest = 512;

    private const string Scheme = "Bearer ";

    /// <summary>Empty where a request presents nothing, or more than is worth a look.</summary>
    /// <param name="authorization">The header.</param>
    /// <param name="longest">How many characters are worth one.</param>
    public static ReadOnlySpan<char> In(StringValues authorization, int longest = Longest) =>
        authorization is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && text.Length <= Scheme.Length + longest
            ? text.AsSpan(Scheme.Length).TrimStart(' ')
            : [];
}
