using Purser.Access;

namespace Purser.Gateway.Auth.Jwt;

/// <summary>Tokens of a provider of your own that are taken instead of a key (RFC 9068 and what is like it).</summary>
internal sealed class JwtSettings
{
    public const string Section = "Purser:Jwt";

    /// <summary>Signatures that the holder of the public key can check and not make.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512" };

    /// <summary>Who issues them: the claim <c>iss</c>, letter by letter. Without it no such token is taken.</summary>
    public string? Issuer { get; set; }

    /// <summary>For whom they must be: the claim <c>aud</c>.</summary>
    public string? Audience { get; set; }

    /// <summary>Where the issuer's public keys are, a JSON Web Key Set: an https address, or a file.</summary>
    public string? Keys { get; set; }

    /// <summary>Which signatures are taken. Default: RS256, PS256 and ES256.</summary>
    public string[] Algorithms { get; set; } = [];

    /// <summary>Which claim says the scope, in the words of API keys. Default: <c>purser_scope</c>.</summary>
    public string ScopeClaim { get; set; } = "purser_scope";

    /// <summary>Which claim says the team. Default: <c>purser_team</c>.</summary>
    public string TeamClaim { get; set; } = "purser_team";

    /// <summary>Which scopes a token may have. Default: those of teams, and not an operator's.</summary>
    public string[] Scopes { get; set; } = [];

    /// <summary>How far clocks may be apart. Default 30 s.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the keys are read again; one that was withdrawn is good for twice that at most. Default 10 min.</summary>
    public TimeSpan KeysRefresh { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether such tokens are taken.</summary>
    public bool IsOn => Issuer is not null;

    public IReadOnlyList<string> TakenAlgorithms => Algorithms is [] ? ["RS256", "PS256", "ES256"] : Algorithms;

    public IReadOnlyList<ApiKeyScope> TakenScopes => Scopes is []
        ? [ApiKeyScope.Team, ApiKeyScope.TeamRead, ApiKeyScope.Debit]
        : Array.ConvertAll(Scopes, static scope => ScopeOf(scope)!.Value);

    /// <summary>The scope that a word means; null: none.</summary>
    public static ApiKeyScope? ScopeOf(string? word) => word switch
    {
        "operator" => ApiKeyScope.Operator,
        "operator_read" => ApiKeyScope.OperatorRead,
        "team" => ApiKeyScope.Team,
        "team_read" => ApiKeyScope.TeamRead,
        "debit" => ApiKeyScope.Debit,
        _ => null,
    };

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (!IsOn)
        {
            if (Audience is not null || Keys is not null)
            {
                yield return $"{Section}:Issuer is missing: without it no token is taken.";
            }

            yield break;
        }

        if (string.IsNullOrWhiteSpace(Issuer) || string.IsNullOrWhiteSpace(Audience))
        {
            yield return $"{Section}:Issuer and {Section}:Audience must both be set, so that a token for somebody else is none here.";
        }

        if (!IsPlace(Keys))
        {
            yield return $"{Section}:Keys is '{Keys}'; it must be an https address (http on this machine alone) or a file that is there.";
        }

        foreach (var algorithm in TakenAlgorithms.Where(static algorithm => !Known.Contains(algorithm)))
        {
            yield return $"{Section}:Algorithms has '{algorithm}'; it must be one of {string.Join(", ", Known)}.";
        }

        foreach (var scope in Scopes.Where(static scope => ScopeOf(scope) is null))
        {
            yield return $"{Section}:Scopes has '{scope}'; it must be one of operator, operator_read, team, team_read, debit.";
        }

        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(5))
        {
            yield return $"{Section}:ClockSkew is {ClockSkew}; it must be between 0 and 5 minutes.";
        }

        if (KeysRefresh < TimeSpan.FromMinutes(1) || KeysRefresh > TimeSpan.FromDays(1))
        {
            yield return $"{Section}:KeysRefresh is {KeysRefresh}; it must be between a minute and a day.";
        }
    }

    private static bool IsPlace(string? keys) =>
        Uri.TryCreate(keys, UriKind.Absolute, out var address) && !address.IsFile
            ? address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
            : File.Exists(keys);
}
