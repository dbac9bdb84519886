using System.Collections.Concurrent;

namespace Purser.Gateway.Auth.Jwt;

/// <summary>Tokens that were found good, until they expire.</summary>
internal sealed class KnownTokens
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<KeyHash, (Caller Caller, DateTimeOffset Until)> callers = new();

    /// <summary>Whose it is; null: it is not known, or not good any more.</summary>
    public Caller? Find(KeyHash token, DateTimeOffset now) => callers.TryGetValue(token, out var known) && now < known.Until ? known.Caller : null;

    public void Keep(KeyHash token, Caller caller, DateTimeOffset until)
    {
        if (callers.Count >= Most)
        {
            callers.Clear();
        }

        callers[token] = (caller, until);
    }
}
