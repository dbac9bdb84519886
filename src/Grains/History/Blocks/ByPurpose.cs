namespace Purser.History.Blocks;

/// <summary>By what was spent on, and from where.</summary>
internal sealed class ByPurpose : KeyedGrouping
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
