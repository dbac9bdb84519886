using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Purser.Gateway.Portal.Embedding;

/// <summary>What a browser presents of a session. Only its SHA-256 is kept: 256 bits by chance need no more.</summary>
internal static class SessionToken
{
    /// <summary>So that whoever finds one somewhere knows what it is.</summary>
    private const string Prefix = "purser_session_";

    private const string Scheme = "Bearer ";

    /// <summary>No token is longer; a longer one is not worth hashing.</summary>
    private const int Longest = 128;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Of the token that a request presents; null where it presents none.</summary>
    public static byte[]? HashIn(HttpRequest request) =>
        request.Headers.Authorization is [{ } text]
        && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && text[Scheme.Length..].Trim() is { Length: <= Longest } token
        && token.StartsWith(Prefix, StringComparison.Ordinal)
            ? HashOf(token)
            : null;
}
