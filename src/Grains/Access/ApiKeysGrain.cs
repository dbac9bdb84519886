using Orleans.Concurrency;

namespace Purser.Access;

/// <summary>Keeps nothing itself: what must be the same everywhere is in the table.</summary>
[StatelessWorker, Reentrant]
internal sealed class ApiKeysGrain(ApiKeyStore store) : Grain, IApiKeys
{
    /// <inheritdoc />
    public Task Add(ApiKey key, byte[] hash) => store.AddAsync(key, hash);

    /// <inheritdoc />
    public Task<ApiKey[]> List(ApiKeysQuery query) => store.ListAsync(query);

    /// <inheritdoc />
    public Task<ApiKey?> Rotate(string keyId, string prefix, byte[] hash, DateTimeOffset now, TimeSpan overlap) =>
        store.RotateAsync(keyId, prefix, hash, now, overlap);

    /// <inheritdoc />
    public Task<DateTimeOffset?> Revoke(string keyId, DateTimeOffset now) => store.RevokeAsync(keyId, now);

    /// <inheritdoc />
    public Task<FoundApiKey> Find(byte[] hash) => store.FindAsync(hash);

    /// <inheritdoc />
    public Task<long> Confirm(ApiKeyUse[] uses) => store.ConfirmAsync(uses);
}
