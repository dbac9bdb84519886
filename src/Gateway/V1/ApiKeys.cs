using Purser.Access;
using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

internal static class ApiKeyRoutes
{
    public static void MapApiKeys(this IEndpointRouteBuilder v1)
    {
        var keys = v1.MapNoun("API keys", "Who may call what.");
        keys.ForOperators();
        keys.MapPost("/api-keys", CreateAsync).WithName("createApiKey");
        keys.MapGet("/api-keys", ListAsync).WithName("listApiKeys");
        keys.MapPost("/api-keys/{keyId}/rotation", RotateAsync).WithName("rotateApiKey");
        keys.MapDelete("/api-keys/{keyId}", RevokeAsync).WithName("revokeApiKey");
    }

    /// <summary>Make a key</summary>
    /// <remarks>
    /// `operator` calls everything, `operator_read` whatever changes nothing. `team` and `team_read` do so for one team, but for what
    /// operators decide: opening and closing it, its plan, what it is given. `debit` is what the place where AI happens needs: debits,
    /// their confirmations and reversals, and whether one would be taken; for one team, or for all.
    /// </remarks>
    /// <response code="201">The key. It is shown now, and never again: only its SHA-256 is kept.</response>
    internal static async Task<Created<ApiKeyMade>> CreateAsync(Body<ApiKeyRequest> body, ClusterCalls cluster, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var request = body.Value;
        if (request.WhatIsWrong(now) is { } wrong)
        {
            return wrong;
        }

        if (request.TeamId is { } team && await cluster.AskAsync(grains => grains.Team(team).GetCredits()) is null)
        {
            return Problem.NoSuchTeam(team);
        }

        var secret = ApiKeySecret.New();
        var key = new ApiKey(ApiKeySecret.NewKeyId(), request.Name, request.Scope, request.TeamId, secret.Prefix, now, request.ExpiresAt);
        await cluster.AskAsync(async grains =>
        {
            await grains.ApiKeys().Add(key, secret.Hash);
            return true;
        });
        return ApiKeyMade.Of(key, secret);
    }

    /// <summary>Keys, the newest first, without their secrets</summary>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<ApiKeysAnswer>> ListAsync(QueryOf<ApiKeysFilter> filter, ClusterCalls cluster)
    {
        var (team, cursor, limit) = filter.Value;
        var keys = await cluster.AskAsync(grains => grains.ApiKeys().List(new ApiKeysQuery(team, cursor, limit)));
        return new ApiKeysAnswer(Array.ConvertAll(keys, ApiKeyItem.Of), keys.Length == limit ? keys[^1].KeyId : null);
    }

    /// <summary>Give a key another secret</summary>
    /// <remarks>The one before goes on working for `overlapSeconds`, so that it can be exchanged everywhere; the one before that ends at once.</remarks>
    /// <response code="200">The key with its new secret, which is shown now and never again.</response>
    internal static async Task<Answer<ApiKeyMade>> RotateAsync(string keyId, Body<RotationRequest> body, ClusterCalls cluster, TimeProvider time)
    {
        var (secret, now, overlap) = (ApiKeySecret.New(), time.GetUtcNow(), TimeSpan.FromSeconds(body.Value.OverlapSeconds));
        return await cluster.AskAsync(grains => grains.ApiKeys().Rotate(keyId, secret.Prefix, secret.Hash, now, overlap)) is { } key
            ? ApiKeyMade.Of(key, secret)
            : Problem.NoSuchKey(keyId);
    }

    /// <summary>Revoke a key</summary>
    /// <response code="200">Within a second it is good for nothing, at every gateway.</response>
    internal static async Task<Answer<RevokedApiKey>> RevokeAsync(string keyId, ClusterCalls cluster, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return await cluster.AskAsync(grains => grains.ApiKeys().Revoke(keyId, now)) is { } revokedAt
            ? new RevokedApiKey(keyId, revokedAt)
            : Problem.NoSuchKey(keyId);
    }
}

/// <summary>A key to be made.</summary>
/// <param name="Name">Who or what holds it.</param>
/// <param name="Scope">What may be called with it.</param>
/// <param name="TeamId">The only team that it is good for: needed for `team` and `team_read`, possible for `debit`.</param>
/// <param name="ExpiresAt">From when on it is good for nothing; absent: never.</param>
[Example("""{"name":"Backend of Acme","scope":"team","teamId":"acme"}""")]
internal sealed record ApiKeyRequest([Name] string Name, ApiKeyScope Scope, [OwnId] TeamId? TeamId = null, DateTimeOffset? ExpiresAt = null)
{
    public Problem? WhatIsWrong(DateTimeOffset now) => (Scope, TeamId) switch
    {
        (ApiKeyScope.Team or ApiKeyScope.TeamRead, null) => Problem.InvalidBody("A team's key needs the team: add teamId.", "#/teamId"),
        (ApiKeyScope.Operator or ApiKeyScope.OperatorRead, not null) => Problem.InvalidBody("An operator's key is of no team: leave teamId out.", "#/teamId"),
        _ when ExpiresAt <= now => Problem.InvalidBody("The key would have expired already; expiresAt must lie in the future.", "#/expiresAt"),
        _ => null,
    };
}

/// <summary>Which keys.</summary>
/// <param name="TeamId">Only those of a team.</param>
/// <param name="Cursor">The `next` of the page before.</param>
internal sealed record ApiKeysFilter([OwnId] TeamId? TeamId = null, [OwnId] string? Cursor = null, [Between(1, Limits.PageSize)] int Limit = 50);

/// <summary>One page of keys.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record ApiKeysAnswer(ApiKeyItem[] Items, string? Next);

/// <summary>A key, without its secret.</summary>
/// <param name="Prefix">How its secret begins.</param>
/// <param name="TeamId">Null: it is good for all.</param>
/// <param name="RotatedAt">When its secret was last exchanged.</param>
/// <param name="LastUsedAt">Within a minute or so; null: never.</param>
/// <param name="RevokedAt">Null: it was not.</param>
internal sealed record ApiKeyItem(
    string KeyId,
    [Name] string Name,
    string Prefix,
    ApiKeyScope Scope,
    [OwnId] TeamId? TeamId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt)
{
    public static ApiKeyItem Of(ApiKey key) => new(
        key.KeyId, key.Name, key.Prefix, key.Scope, key.TeamId, key.CreatedAt, key.ExpiresAt, key.RotatedAt, key.LastUsedAt, key.RevokedAt);
}

/// <summary>A key with its secret.</summary>
/// <param name="Key">The secret: what is sent after `Bearer`.</param>
/// <param name="Prefix">How it begins.</param>
internal sealed record ApiKeyMade(
    string KeyId, string Key, string Prefix, ApiKeyScope Scope, [OwnId] TeamId? TeamId, [Name] string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public static ApiKeyMade Of(ApiKey key, ApiKeySecret secret) =>
        new(key.KeyId, secret.Text, secret.Prefix, key.Scope, key.TeamId, key.Name, key.CreatedAt, key.ExpiresAt);
}

/// <summary>How a secret is exchanged.</summary>
/// <param name="OverlapSeconds">How long the secret before goes on working.</param>
[Example("""{"overlapSeconds":3600}""")]
internal sealed record RotationRequest([Between(0, 604_800)] int OverlapSeconds = 86_400);

/// <summary>A key that is good for nothing any more.</summary>
internal sealed record RevokedApiKey(string KeyId, DateTimeOffset RevokedAt);
