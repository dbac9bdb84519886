using System.Text.Json.Serialization;

namespace Purser.Access;

/// <summary>What the holder of an API key may call.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ApiKeyScope>))]
public enum ApiKeyScope : byte
{
    /// <summary>Everything.</summary>
    Operator = 1,

    /// <summary>Whatever changes nothing, of every team.</summary>
    OperatorRead = 2,

    /// <summary>Everything of one team but what only operators decide: what it is given, and that there is such a team.</summary>
    Team = 3,

    /// <summary>Whatever changes nothing, of one team.</summary>
    TeamRead = 4,

    /// <summary>Debits, their holds and reversals, and whether one would be taken; of one team or of all.</summary>
    Debit = 5,
}

/// <summary>A key, without its secret: that is known to nobody but its holder.</summary>
/// <param name="KeyId">What names it.</param>
/// <param name="Name">What people call it; 1 to 200 characters.</param>
/// <param name="Scope">What may be called with it.</param>
/// <param name="TeamId">The only team it is good for; null: for all.</param>
/// <param name="Prefix">How its secret begins.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is good for nothing; null: never.</param>
/// <param name="RotatedAt">When its secret was last exchanged.</param>
/// <param name="LastUsedAt">When it was last used, within a minute or so.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
[GenerateSerializer, Immutable, Alias("purser.ApiKey")]
public sealed record ApiKey(
    string KeyId,
    string Name,
    ApiKeyScope Scope,
    TeamId? TeamId,
    string Prefix,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RotatedAt = null,
    DateTimeOffset? LastUsedAt = null,
    DateTimeOffset? RevokedAt = null);

/// <summary>A key as it is looked up by whoever is shown its secret.</summary>
/// <param name="Version">The version of all keys that this is of.</param>
/// <param name="Key">Null: nobody's secret is that.</param>
/// <param name="GoodUntil">When this secret ends: the key's expiry, or sooner where another has taken its place.</param>
[GenerateSerializer, Immutable, Alias("purser.FoundApiKey")]
public sealed record FoundApiKey(long Version, ApiKey? Key, DateTimeOffset? GoodUntil);

/// <summary>That a key was used.</summary>
/// <param name="KeyId">Which.</param>
/// <param name="At">When last.</param>
[GenerateSerializer, Immutable, Alias("purser.ApiKeyUse")]
public sealed record ApiKeyUse(string KeyId, DateTimeOffset At);

/// <summary>Which keys to list, the newest first.</summary>
/// <param name="TeamId">Only those of a team; null: all.</param>
/// <param name="Before">Only those after this one in the list; null: from the newest on.</param>
/// <param name="Count">How many; 1 to <see cref="Limits.PageSize"/>.</param>
[GenerateSerializer, Immutable, Alias("purser.ApiKeysQuery")]
public sealed record ApiKeysQuery(TeamId? TeamId, string? Before, int Count);
