using Purser.History.Blocks;

namespace Purser.History;

/// <summary>A team's usage up to and with one entry: the heads of all its blocks, of which the last may not be whole.</summary>
/// <param name="whole">Blocks that are whole, from the first on without a gap.</param>
/// <param name="tail">What came after them, if anything did.</param>
/// <param name="lastSeq">The last entry that is in it; 0 where there is none.</param>
/// <param name="kept">What of the blocks' columns was read before.</param>
internal sealed class UsageView(ReadOnlyMemory<BlockHead> whole, BuiltBlock? tail, long lastSeq, KeptBlocks kept)
{
    private UsageBlock? readTail;

    public long LastSeq => lastSeq;

    public int Count => whole.Length + (tail is null ? 0 : 1);

    public BlockHead this[int number] => number < whole.Length ? whole.Span[number] : tail!.Head;

    /// <summary>A block's columns, where they are in memory; null where they are to be read.</summary>
    public UsageBlock? Find(long number, bool withJobs) => number == whole.Length
        ? readTail ??= tail!.Read()
        : kept.Find(number, withJobs);

    /// <summary>Keeps columns that were read.</summary>
    public void Keep(UsageBlock block) => kept.Keep(NumberOf(block.First), block);

    /// <summary>The number of the block that an entry lies in, or would.</summary>
    public static int NumberOf(long seq) => (int)((seq - 1) / UsageBlock.Size);

    /// <summary>All entries that the cycles are told by, in order.</summary>
    public IEnumerable<Turn> Turns()
    {
        for (var number = 0; number < Count; number++)
        {
            foreach (var turn in this[number].Turns)
            {
                yield return turn;
            }
        }
    }

    /// <summary>The first block that has an entry at or after an instant; null where none has.</summary>
    public BlockHead? FirstAtOrAfter(long instant)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = this[middle].LastAt < instant ? (middle + 1, high) : (low, middle);
        }

        return low < Count ? this[low] : null;
    }

    /// <summary>
    /// Blocks without which the usage of some debits cannot be summed up: those that have one of them, and those that reverse one.
    /// </summary>
    /// <param name="from">The first debit.</param>
    /// <param name="end">The one after the last.</param>
    public IEnumerable<BlockHead> About(long from, long end)
    {
        for (var number = NumberOf(from); number < Count; number++)
        {
            if (this[number].First < end || this[number].EarliestDebit < end)
            {
                yield return this[number];
            }
        }
    }
}
