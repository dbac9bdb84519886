using System.Runtime.InteropServices;

namespace Purser.History.Blocks;

/// <summary>By what usage is grouped: which group an entry belongs to. Groups are numbered as they are met.</summary>
internal abstract class Grouping
{
    private readonly List<string?> keys = [];

    public int Count => keys.Count;

    public string? KeyOf(int group) => keys[group];

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

    protected int Add(string? key)
    {
        keys.Add(key);
        return keys.Count - 1;
    }
}

/// <summary>By what was spent on, and from where.</summary>
internal sealed class ByPurpose : Grouping
{
    private readonly Func<int, string> keyOf;
    private readonly int[] groups = new int[UsageKind.Purposes];
    private UsageBlock? block;

    /// <param name="keyOf">The key of a purpose's group.</param>
    public ByPurpose(Func<int, string> keyOf)
    {
        this.keyOf = keyOf;
        Array.Fill(groups, -1);
    }

    public override void Enter(UsageBlock block, long from)
    {
        this.block = block;
        foreach (var code in block.Kinds)
        {
            var kind = new UsageKind(code);
            if (kind.IsUsage && groups[kind.Purpose] < 0)
            {
                groups[kind.Purpose] = GroupOf(keyOf(kind.Purpose));
            }
        }
    }

    public override int Of(int place) => groups[new UsageKind(block!.Kinds[place]).Purpose];

    private int GroupOf(string key)
    {
        for (var group = 0; group < Count; group++)
        {
            if (KeyOf(group) == key)
            {
                return group;
            }
        }

        return Add(key);
    }
}

/// <summary>By who or what is named in entries: each block has its own list of names.</summary>
internal abstract class ByName : Grouping
{
    private readonly Dictionary<string, int> groups = new(StringComparer.Ordinal);
    private int[] inBlock = [];

    public override void Enter(UsageBlock block, long from)
    {
        var names = NamesIn(block);
        if (inBlock.Length < names.Length)
        {
            inBlock = new int[Math.Max(UsageBlock.Size + 1, names.Length)];
        }

        for (var at = 0; at < names.Length; at++)
        {
            inBlock[at] = GroupOf(names[at]);
        }
    }

    protected int this[int name] => inBlock[name];

    protected abstract ReadOnlySpan<string?> NamesIn(UsageBlock block);

    protected abstract int GroupOf(string? name);

    protected int GroupOfKnown(string name)
    {
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, name, out var isKnown);
        if (!isKnown)
        {
            group = Add(name);
        }

        return group;
    }
}

/// <summary>By member.</summary>
internal sealed class ByMember : ByName
{
    private UsageBlock? block;

    public override int Of(int place) => this[block!.Members[place]];

    protected override ReadOnlySpan<string?> NamesIn(UsageBlock block) => (this.block = block).MemberIds;

    protected override int GroupOf(string? name) => GroupOfKnown(name!);
}

/// <summary>By job; what was for none is a group without a key.</summary>
internal sealed class ByJob : ByName
{
    private UsageBlock? block;
    private int none = -1;

    public override int Of(int place) => this[block!.Jobs[place]];

    protected override ReadOnlySpan<string?> NamesIn(UsageBlock block) => (this.block = block).JobIds();

    protected override int GroupOf(string? name) => name is not null ? GroupOfKnown(name) : none >= 0 ? none : none = Add(key: null);
}
