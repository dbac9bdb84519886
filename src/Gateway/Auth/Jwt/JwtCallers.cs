using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Purser.Access;
using Purser.AuditTrail;

namespace Purser.Gateway.Auth.Jwt;

/// <summary>
/// Who presents a token of the deployment's own provider. What is taken is pinned by the settings: issuer, audience, algorithms and keys; a token
/// never says which of them to use.
/// </summary>
internal sealed class JwtCallers(IOptions<JwtSettings> settings, IssuerKeys keys, TimeProvider time)
{
    /// <summary>Characters of a token: several times what providers issue.</summary>
    public const int Longest = 8 * 1024;

    private const int LongestSubject = 128;

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = Longest, MapInboundClaims = false };
    private readonly JwtSettings settings = settings.Value;

    /// <summary>Whether something presented may be such a token: three parts, of which the first is a JSON object.</summary>
    public static bool IsLike(ReadOnlySpan<char> presented) => presented.StartsWith("eyJ", StringComparison.Ordinal) && presented.Count('.') == 2;

    /// <summary>Whose it is; null: nobody's.</summary>
    /// <exception cref="Problems.ProblemException">The issuer's keys cannot be read.</exception>
    public ValueTask<Caller?> FindAsync(string token)
    {
        var hash = new KeyHash(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        return keys.Fresh?.Tokens.Find(hash, time.GetUtcNow()) is { } known ? new(known) : CheckAsync(token, hash);
    }

    private async ValueTask<Caller?> CheckAsync(string token, KeyHash hash)
    {
        JsonWebToken read;
        try
        {
            read = handler.ReadJsonWebToken(token);
        }
        catch (ArgumentException)
        {
            return null;
        }

        if (string.IsNullOrEmpty(read.Kid) || !settings.TakenAlgorithms.Contains(read.Alg, StringComparer.Ordinal))
        {
            return null;
        }

        var set = await keys.ReadAsync(read.Kid);
        if (set.Tokens.Find(hash, time.GetUtcNow()) is { } known)
        {
            return known;
        }

        if (set.Find(read.Kid) is not { } key || await CallerAsync(token, key) is not { } caller)
        {
            return null;
        }

        set.Tokens.Keep(hash, caller, new DateTimeOffset(read.ValidTo, TimeSpan.Zero) + settings.ClockSkew);
        return caller;
    }

    private async Task<Caller?> CallerAsync(string token, SecurityKey key)
    {
        var checkedToken = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            ValidAlgorithms = settings.TakenAlgorithms,
            IssuerSigningKey = key,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires),
        });
        return checkedToken is { IsValid: true, SecurityToken: JsonWebToken good } ? CallerOf(good) : null;
    }

    private bool IsNow(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires + settings.ClockSkew > now && !(notBefore - settings.ClockSkew > now);
    }

    private Caller? CallerOf(JsonWebToken token)
    {
        if (token.Subject is not { Length: > 0 and <= LongestSubject } subject || subject.Any(char.IsControl)
            || JwtSettings.ScopeOf(Text(token, settings.ScopeClaim)) is not { } scope || !settings.TakenScopes.Contains(scope))
        {
            return null;
        }

        var claimed = Text(token, settings.TeamClaim);
        TeamId? team = claimed is not null && TeamId.TryParse(claimed, out var parsed) ? parsed : null;
        // Without a team a token would be good for all: that is for operators' alone, who have none.
        var isWhole = scope is ApiKeyScope.Operator or ApiKeyScope.OperatorRead ? claimed is null : team is not null;
        return isWhole ? new Caller(scope, team, Actor.Token(subject)) : null;
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) ? text : null;
}
