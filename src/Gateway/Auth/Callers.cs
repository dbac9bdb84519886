using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Purser.Gateway.Auth.Jwt;

namespace Purser.Gateway.Auth;

/// <summary>Who a request is from, by what it presents: an API key, or, where the settings name an issuer, a token of theirs.</summary>
internal sealed class Callers(IKeyRing keys, JwtCallers tokens, IOptions<JwtSettings> jwt)
{
    private readonly bool takesTokens = jwt.Value.IsOn;

    /// <summary>Null: nobody who is known.</summary>
    public ValueTask<Caller?> FindAsync(StringValues authorization)
    {
        if (takesTokens && Bearer.In(authorization, JwtCallers.Longest) is var token && JwtCallers.IsLike(token))
        {
            return tokens.FindAsync(token.ToString());
        }

        var secret = Bearer.In(authorization);
        if (secret.IsEmpty)
        {
            return default;
        }

        Span<byte> key = stackalloc byte[Bearer.Longest * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(secret, key);
        SHA256.HashData(key[..length], hash);
        return keys.FindAsync(hash);
    }
}
