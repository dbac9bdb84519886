namespace Purser.History.Blocks;

/// <summary>By member: each block has its own list of them.</summary>
internal sealed class ByMember : KeyedGrouping
{
    private readonly Dictionary<string, int> groups = new(StringComparer.Ordinal);
    private int[] inBlock = [];
    private UsageBlock? block;

    public override void Enter(UsageBlock block, long from)
    {
        this.block = block;
        inBlock = Array.ConvertAll(block.MemberIds, GroupOf);
    }

    public override int Of(int place) => inBlock[block!.Members[place]];

    private int GroupOf(string memberId)
    {
        if (!groups.TryGetValue(memberId, out var group))
        {
            groups.Add(memberId, group = Add(memberId));
        }

        return group;
    }
}
