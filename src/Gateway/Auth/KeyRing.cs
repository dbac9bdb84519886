using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Purser.Access;
using Purser.Gateway.Cluster;

namespace Purser.Gateway.Auth;

/// <summary>
/// The operator's key, from the configuration, and all others, from the cluster. What was found is kept as long as the cluster
/// confirms, within every second in which a key is used, that no key has changed: so a key that was revoked works nowhere a second later,
/// and a debit does not ask.
/// </summary>
internal sealed class KeyRing(IOptions<OperatorSettings> settings, ClusterCalls cluster, TimeProvider time) : IKeyRing, IDisposable
{
    /// <summary>From when on it is asked again, while callers go on with what was confirmed.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(400);

    /// <summary>From when on callers wait for the answer.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromMilliseconds(900);

    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(1);

    /// <summary>Secrets that nobody has must not keep the database busy.</summary>
    private const int LookUpsAtOnce = 8;

    private readonly byte[] operatorHash = SHA256.HashData(Encoding.UTF8.GetBytes(settings.Value.OperatorKey));
    private readonly SemaphoreSlim lookUps = new(LookUpsAtOnce);
    private readonly Lock gate = new();
    private Confirmed? confirmed;
    private Task<Confirmed>? confirming;
    private DateTimeOffset usesToldUntil = time.GetUtcNow();

    /// <summary>Of keys as they were before the last change, not told yet.</summary>
    private ApiKeyUse[] usesOfBefore = [];

    /// <inheritdoc />
    public ValueTask<Caller?> FindAsync(ReadOnlySpan<byte> sha256)
    {
        if (CryptographicOperations.FixedTimeEquals(sha256, operatorHash))
        {
            return new(Caller.Operator);
        }

        var hash = new KeyHash(sha256);
        if (Volatile.Read(ref confirmed) is { } known && known.Keys.Find(hash) is { } key)
        {
            var age = time.GetElapsedTime(known.At);
            if (age >= Fresh && age < Good)
            {
                ConfirmAsync().Ignore();
            }

            if (age < Good)
            {
                return new(key.CallerAt(time.GetUtcNow()));
            }
        }

        return new(LookUpAsync(hash));
    }

    public void Dispose() => lookUps.Dispose();

    private async Task<Caller?> LookUpAsync(KeyHash hash)
    {
        var known = Volatile.Read(ref confirmed);
        if (known is null || time.GetElapsedTime(known.At) >= Good)
        {
            known = await ConfirmAsync();
        }

        if (known.Keys.Find(hash) is not { } key)
        {
            await lookUps.WaitAsync();
            try
            {
                key = known.Keys.Find(hash) ?? new KnownKey(await cluster.AskAsync(grains => grains.ApiKeys().Find(hash.ToBytes())));
            }
            finally
            {
                lookUps.Release();
            }

            known.Keys.Keep(hash, key);
        }

        return key.CallerAt(time.GetUtcNow());
    }

    /// <summary>Once for all who wait for it.</summary>
    private Task<Confirmed> ConfirmAsync()
    {
        lock (gate)
        {
            return confirming is { IsCompleted: false } ? confirming : confirming = AskAsync();
        }
    }

    private async Task<Confirmed> AskAsync()
    {
        // What was confirmed counts from when it was asked.
        var (at, now) = (time.GetTimestamp(), time.GetUtcNow());
        var before = Volatile.Read(ref confirmed)?.Keys;
        var isDue = now - usesToldUntil >= BetweenUses;
        ApiKeyUse[] uses = isDue ? [.. usesOfBefore, .. before?.UsedSince(usesToldUntil) ?? []] : [];
        var version = await cluster.AskAsync(grains => grains.ApiKeys().Confirm(uses));
        var isSame = before is not null && before.Version == version;
        if (isDue)
        {
            (usesOfBefore, usesToldUntil) = ([], now);
        }
        else if (!isSame && before is not null)
        {
            usesOfBefore = [.. usesOfBefore, .. before.UsedSince(usesToldUntil)];
        }

        var after = new Confirmed(at, isSame ? before! : new KnownKeys(version));
        Volatile.Write(ref confirmed, after);
        return after;
    }

    /// <param name="At">When it was asked, as a timestamp.</param>
    /// <param name="Keys">What is known.</param>
    private sealed record Confirmed(long At, KnownKeys Keys);
}
