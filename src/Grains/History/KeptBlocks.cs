using System.Collections.Concurrent;
using Purser.History.Blocks;

namespace Purser.History;

/// <summary>Columns of a team's whole blocks that were read before, up to so many bytes of them.</summary>
internal sealed class KeptBlocks(long mostBytes)
{
    private readonly ConcurrentDictionary<long, UsageBlock> blocks = new();
    private long bytes;

    /// <summary>Memory that they take, roughly.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>A block's columns; null where they are to be read.</summary>
    public UsageBlock? Find(long number, bool withJobs) =>
        blocks.TryGetValue(number, out var block) && (block.HasJobIds || !withJobs) ? block : null;

    public void Keep(long number, UsageBlock block)
    {
        if (Bytes + block.Bytes > mostBytes)
        {
            return;
        }

        var before = blocks.TryGetValue(number, out var known) ? known.Bytes : 0;
        blocks[number] = block;
        Interlocked.Add(ref bytes, block.Bytes - before);
    }
}
