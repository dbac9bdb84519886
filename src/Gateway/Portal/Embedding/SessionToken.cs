using Purser.Access;
using Purser.Gateway.Auth;

namespace Purser.Gateway.Portal.Embedding;

/// <summary>What a browser presents of a session. Only its SHA-256 is kept.</summary>
internal static class SessionToken
{
    private const string Beginning = "purser_session_";

    public static string New() => Secret.New(Beginning);

    public static byte[] HashOf(string token) => Secret.HashOf(token);

    /// <summary>Of the token that a request presents; null where it presents none.</summary>
    public static byte[]? HashIn(HttpRequest request) =>
        Bearer.In(request.Headers.Authorization) is var token && token.StartsWith(Beginning, StringComparison.Ordinal)
            ? HashOf(token.ToString())
            : null;
}
