using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Purser.Teams;

/// <summary>
/// The idempotency keys a team used last, as 64-bit hashes, and the entries that used them: enough to know that a key is
/// probably not new, and since when. Whether it was used, and for what, only the ledger says.
/// </summary>
internal sealed class RecentKeys(int capacity)
{
    private readonly Dictionary<ulong, long> lastUses = [];
    private readonly Queue<ulong> oldestFirst = new();

    /// <summary>Remembers a key; those that are in flight are never let go, however many they are.</summary>
    /// <param name="key">The key.</param>
    /// <param name="seq">The entry that uses it.</param>
    /// <param name="durable">Entries up to this one are in the table, where their keys can be found.</param>
    public void Add(string key, long seq, long durable)
    {
        var hash = Hash(key);
        if (!lastUses.ContainsKey(hash))
        {
            oldestFirst.Enqueue(hash);
        }

        lastUses[hash] = seq;
        while (oldestFirst.Count > capacity && lastUses[oldestFirst.Peek()] <= durable)
        {
            lastUses.Remove(oldestFirst.Dequeue());
        }
    }

    /// <summary>The entry that probably used a key last; 0 when the key is not among them.</summary>
    public long LastUse(string key) => lastUses.GetValueOrDefault(Hash(key));

    private static ulong Hash(string key) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan()));
}
