namespace Purser.Gateway.Auth;

/// <summary>Who a key belongs to.</summary>
internal abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>Runs the installation: may call everything.</summary>
    public sealed record Operator : Caller
    {
        public static readonly Operator Instance = new();
    }
}

/// <summary>The keys that are known. Only their SHA-256 is ever looked up or kept.</summary>
internal interface IKeyRing
{
    /// <summary>Whose key has this hash; null when nobody's.</summary>
    ValueTask<Caller?> FindAsync(ReadOnlySpan<byte> sha256);
}
