namespace Purser.Gateway.Auth;

/// <summary>The keys that are known. Only their SHA-256 is ever looked up or kept.</summary>
internal interface IKeyRing
{
    /// <summary>Whose key has this hash; null when nobody's.</summary>
    ValueTask<Caller?> FindAsync(ReadOnlySpan<byte> sha256);
}
