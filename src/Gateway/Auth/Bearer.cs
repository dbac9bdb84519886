using Microsoft.Extensions.Primitives;

namespace Purser.Gateway.Auth;

/// <summary>What a request presents as <c>Authorization: Bearer …</c>.</summary>
internal static class Bearer
{
    /// <summary>Nothing that is presented is longer; what is longer is not worth hashing.</summary>
    public const int Longest = 512;

    private const string Scheme = "Bearer ";

    /// <summary>Empty where a request presents nothing, or more than is worth a look.</summary>
    public static ReadOnlySpan<char> In(StringValues authorization) =>
        authorization is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && text.Length <= Scheme.Length + Longest
            ? text.AsSpan(Scheme.Length).TrimStart(' ')
            : [];
}
