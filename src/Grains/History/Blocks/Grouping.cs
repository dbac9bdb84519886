namespace Purser.History.Blocks;

/// <summary>By what usage is grouped: which group an entry belongs to. Groups are numbered as they are met.</summary>
internal abstract class Grouping : IDisposable
{
    /// <summary>How many groups were met.</summary>
    public abstract int Count { get; }

    /// <summary>Goes on to a block with debits that count.</summary>
    /// <param name="block">The block.</param>
    /// <param name="from">The first debit that counts.</param>
    public abstract void Enter(UsageBlock block, long from);

    /// <summary>Goes on to a block of which only reversals count.</summary>
    public virtual void EnterLater(UsageBlock block) => Enter(block, block.First);

    /// <summary>The group of the debit at a place of the block.</summary>
    public abstract int Of(int place);

    /// <summary>The group of the reversal at a place of the block: its debit's.</summary>
    public virtual int OfReversal(int place, long debit) => Of(place);

    /// <summary>What a group is known by; null for what was for no job.</summary>
    public abstract string? KeyOf(int group);

    /// <summary>The order of two groups by their keys.</summary>
    public abstract int Compare(int one, int other);

    public virtual void Dispose()
    {
        // Most are small.
    }
}

/// <summary>Groups of which there are few enough to have their keys at hand.</summary>
internal abstract class KeyedGrouping : Grouping
{
    private readonly List<string> keys = [];

    public sealed override int Count => keys.Count;

    public sealed override string KeyOf(int group) => keys[group];

    public sealed override int Compare(int one, int other) => string.CompareOrdinal(keys[one], keys[other]);

    protected int Add(string key)
    {
        keys.Add(key);
        return keys.Count - 1;
    }
}
