using Purser.History.Blocks;

namespace Purser.Insights.Reading;

/// <summary>When credits were used, taken from blocks in their order.</summary>
/// <param name="since">Since when, in microseconds since 1970.</param>
internal sealed class UsedQuarters(long since)
{
    private const long Length = QuarterOfUse.Minutes * 60_000_000L;

    private readonly List<QuarterOfUse> all = [];
    private readonly long[] times = new long[UsageBlock.Size];

    /// <summary>Those in which something happened, in order.</summary>
    public IReadOnlyList<QuarterOfUse> All => all;

    public void Take(UsageBlock block)
    {
        block.Times(times);
        var changes = block.Emptiness;
        var isDry = false;
        for (var place = 0; place < block.Count; place++)
        {
            if (changes is [var change, ..] && change == place)
            {
                isDry = !isDry;
                changes = changes[1..];
            }

            if (times[place] >= since)
            {
                Add(times[place] / Length, new UsageKind(block.Kinds[place]), isDry);
            }
        }
    }

    private void Add(long number, UsageKind kind, bool isDry)
    {
        var credits = kind.Role is EntryRole.Debit ? 1 : kind.IsReversal ? -1 : 0;
        if (all is [.., var last] && last.Number == number)
        {
            all[^1] = new QuarterOfUse(number, last.Credits + credits, isDry);
        }
        else
        {
            all.Add(new QuarterOfUse(number, credits, isDry));
        }
    }
}
