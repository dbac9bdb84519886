using Purser.Access;

namespace Purser.Gateway.Tests;

/// <summary>The keys of a cluster, in memory.</summary>
internal sealed class FakeApiKeys : IApiKeys
{
    private readonly Lock gate = new();
    private readonly List<(ApiKey Key, byte[] Hash, byte[]? Before, DateTimeOffset? BeforeUntil)> keys = [];
    private long version = 1;

    /// <summary>How often somebody asked whether what they know still holds.</summary>
    public int Confirmations { get; private set; }

    /// <summary>How often a secret was looked up.</summary>
    public int LookUps { get; private set; }

    public Task Add(ApiKey key, byte[] hash) => DoAsync(() =>
    {
        keys.Insert(0, (key, hash, null, null));
        return ++version;
    });

    public Task<ApiKey[]> List(ApiKeysQuery query) => DoAsync(() => keys.Select(static key => key.Key)
        .Where(key => query.TeamId is null || key.TeamId == query.TeamId)
        .SkipWhile(key => query.Before is not null && key.KeyId != query.Before).Skip(query.Before is null ? 0 : 1)
        .Take(query.Count).ToArray());

    public Task<ApiKey?> Rotate(string keyId, string prefix, byte[] hash, DateTimeOffset now, TimeSpan overlap) => DoAsync(() =>
    {
        var at = keys.FindIndex(key => key.Key.KeyId == keyId && key.Key.RevokedAt is null);
        if (at < 0)
        {
            return null;
        }

        version++;
        keys[at] = (keys[at].Key with { Prefix = prefix, RotatedAt = now }, hash, keys[at].Hash, now + overlap);
        return keys[at].Key;
    });

    public Task<DateTimeOffset?> Revoke(string keyId, DateTimeOffset now) => DoAsync(() =>
    {
        var at = keys.FindIndex(key => key.Key.KeyId == keyId);
        if (at < 0)
        {
            return (DateTimeOffset?)null;
        }

        version++;
        keys[at] = keys[at] with { Key = keys[at].Key with { RevokedAt = keys[at].Key.RevokedAt ?? now } };
        return keys[at].Key.RevokedAt;
    });

    public Task<FoundApiKey> Find(byte[] hash) => DoAsync(() =>
    {
        LookUps++;
        foreach (var (key, present, before, until) in keys.Where(static key => key.Key.RevokedAt is null))
        {
            if (present.AsSpan().SequenceEqual(hash) || before.AsSpan().SequenceEqual(hash))
            {
                return new FoundApiKey(version, key, present.AsSpan().SequenceEqual(hash) || key.ExpiresAt < until ? key.ExpiresAt : until);
            }
        }

        return new FoundApiKey(version, null, null);
    });

    public Task<long> Confirm(ApiKeyUse[] uses) => DoAsync(() =>
    {
        Confirmations++;
        foreach (var use in uses)
        {
            var at = keys.FindIndex(key => key.Key.KeyId == use.KeyId);
            keys[at] = keys[at] with { Key = keys[at].Key with { LastUsedAt = use.At } };
        }

        return version;
    });

    private Task<T> DoAsync<T>(Func<T> act)
    {
        lock (gate)
        {
            return Task.FromResult(act());
        }
    }
}
