using System.Diagnostics.CodeAnalysis;

namespace Purser.History;

/// <summary>Keeps what was used last, up to so many bytes of it. Safe for use from several threads.</summary>
internal sealed class LeastRecentlyUsed<TKey, TValue>(long mostBytes)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value, long Bytes)>> nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value, long Bytes)> byUse = [];
    private long bytes;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            if (!nodes.TryGetValue(key, out var node))
            {
                value = default;
                return false;
            }

            byUse.Remove(node);
            byUse.AddLast(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Keeps a value, as what was used last, and lets go of what was used longest ago.</summary>
    public void Put(TKey key, TValue value, long size)
    {
        lock (gate)
        {
            if (nodes.Remove(key, out var before))
            {
                Forget(before);
            }

            if (size > mostBytes)
            {
                return;
            }

            nodes.Add(key, byUse.AddLast((key, value, size)));
            for (bytes += size; bytes > mostBytes;)
            {
                var oldest = byUse.First!;
                nodes.Remove(oldest.Value.Key);
                Forget(oldest);
            }
        }
    }

    /// <summary>Lets go of a value.</summary>
    public void Remove(TKey key)
    {
        lock (gate)
        {
            if (nodes.Remove(key, out var node))
            {
                Forget(node);
            }
        }
    }

    private void Forget(LinkedListNode<(TKey Key, TValue Value, long Bytes)> node)
    {
        byUse.Remove(node);
        bytes -= node.Value.Bytes;
    }
}
