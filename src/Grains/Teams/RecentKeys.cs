using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Purser.Teams;

/// <summary>
/// The idempotency keys a team used last, as 64-bit hashes: enough to know that a key is probably not new. Whether it
/// was used, and for what, only the ledger says.
/// </summary>
internal sealed class RecentKeys(int capacity)
{
    private readonly HashSet<ulong> hashes = [];
    private readonly Queue<ulong> oldestFirst = new();

    public void Add(string key)
    {
        var hash = Hash(key);
        if (capacity == 0 || !hashes.Add(hash))
        {
            return;
        }

        oldestFirst.Enqueue(hash);
        if (oldestFirst.Count > capacity)
        {
            hashes.Remove(oldestFirst.Dequeue());
        }
    }

    public bool MayContain(string key) => hashes.Contains(Hash(key));

    private static ulong Hash(string key) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan()));
}
