using System.Collections.Concurrent;
using Purser.Access;
using Purser.AuditTrail;

namespace Purser.Gateway.Auth;

/// <summary>What was found of keys while none of them changed: all of one version, and thrown away as a whole.</summary>
/// <param name="version">The version of all keys.</param>
internal sealed class KnownKeys(long version)
{
    /// <summary>Secrets that nobody has are kept too, and may be made up without end.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<KeyHash, KnownKey> keys = new();

    public long Version => version;

    public KnownKey? Find(KeyHash hash) => keys.GetValueOrDefault(hash);

    /// <summary>Keeps what was found, if it is of this version.</summary>
    public void Keep(KeyHash hash, KnownKey key)
    {
        if (key.Version != version)
        {
            return;
        }

        if (keys.Count >= Most)
        {
            keys.Clear();
        }

        keys[hash] = key;
    }

    /// <summary>The keys that were used since an instant, each with its last use.</summary>
    public ApiKeyUse[] UsedSince(DateTimeOffset since) =>
        [.. from key in keys.Values where key.KeyId is not null && key.LastUsed >= since select new ApiKeyUse(key.KeyId!, key.LastUsed)];
}

/// <summary>What was found of a secret.</summary>
/// <param name="found">It.</param>
internal sealed class KnownKey(FoundApiKey found)
{
    private readonly Caller? caller = found.Key is { } key ? new Caller(key.Scope, key.TeamId, Actor.Key(key.KeyId)) : null;
    private long lastUsed;

    public long Version => found.Version;

    public string? KeyId => found.Key?.KeyId;

    /// <summary>Within a second.</summary>
    public DateTimeOffset LastUsed => new(Volatile.Read(ref lastUsed), TimeSpan.Zero);

    /// <summary>Whose it is now; null: nobody's, or no longer.</summary>
    public Caller? CallerAt(DateTimeOffset now)
    {
        if (caller is null || found.GoodUntil <= now)
        {
            return null;
        }

        // Thousands a second use the same key: not each of them writes to the same place in memory.
        if (now.UtcTicks - Volatile.Read(ref lastUsed) > TimeSpan.TicksPerSecond)
        {
            Volatile.Write(ref lastUsed, now.UtcTicks);
        }

        return caller;
    }
}
