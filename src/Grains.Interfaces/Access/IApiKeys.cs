namespace Purser.Access;

/// <summary>
/// The API keys besides the operator's own, which is in the configuration; the grain's key is 0. Whoever checks keys keeps what it
/// found, and asks <see cref="Confirm"/> often whether it still holds.
/// </summary>
[Alias("purser.IApiKeys")]
public interface IApiKeys : IGrainWithIntegerKey
{
    /// <summary>Adds a key. Durable when it is answered; the same one again changes nothing.</summary>
    /// <param name="key">It.</param>
    /// <param name="hash">SHA-256 of its secret: 32 bytes.</param>
    /// <exception cref="Teams.LedgerUnavailableException">It is not known whether it was added.</exception>
    [Alias("Add")]
    Task Add(ApiKey key, byte[] hash);

    /// <summary>Some keys, the newest first, those that were revoked included.</summary>
    /// <exception cref="Teams.LedgerUnavailableException">They could not be read.</exception>
    [Alias("List")]
    Task<ApiKey[]> List(ApiKeysQuery query);

    /// <summary>Gives a key another secret. The one before is good for a while yet, the one before that for nothing.</summary>
    /// <param name="keyId">Which.</param>
    /// <param name="prefix">How the new secret begins.</param>
    /// <param name="hash">SHA-256 of the new secret.</param>
    /// <param name="now">The time of the exchange.</param>
    /// <param name="overlap">How long the secret before is good for yet.</param>
    /// <returns>The key as it is now; null where there is none, or it was revoked.</returns>
    /// <exception cref="Teams.LedgerUnavailableException">It is not known whether it was exchanged.</exception>
    [Alias("Rotate")]
    Task<ApiKey?> Rotate(string keyId, string prefix, byte[] hash, DateTimeOffset now, TimeSpan overlap);

    /// <summary>Ends a key. Durable when it is answered.</summary>
    /// <returns>Since when it is revoked; null where there is no such key.</returns>
    /// <exception cref="Teams.LedgerUnavailableException">It is not known whether it was revoked.</exception>
    [Alias("Revoke")]
    Task<DateTimeOffset?> Revoke(string keyId, DateTimeOffset now);

    /// <summary>Looks a secret up by its SHA-256.</summary>
    /// <exception cref="Teams.LedgerUnavailableException">It could not be read.</exception>
    [Alias("Find")]
    Task<FoundApiKey> Find(byte[] hash);

    /// <summary>The version of all keys: what was found of an earlier one may no longer hold. Takes down on the way which were used.</summary>
    /// <exception cref="Teams.LedgerUnavailableException">It could not be read.</exception>
    [Alias("Confirm")]
    Task<long> Confirm(ApiKeyUse[] uses);
}
