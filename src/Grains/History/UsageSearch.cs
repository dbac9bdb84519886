using Purser.History.Blocks;

namespace Purser.History;

/// <summary>Finds entries that a question's conditions hold for, by the blocks that may have them: however few there are.</summary>
internal sealed class UsageSearch(UsageBlocks blocks)
{
    /// <summary>Blocks looked into at first; twice as many each time, up to <see cref="MostBlocks"/>.</summary>
    private const int FirstBlocks = 4;
    private const int MostBlocks = 64;

    /// <summary>The last entries of a range that the conditions hold for, the last first.</summary>
    /// <param name="teamId">The team.</param>
    /// <param name="query">The conditions.</param>
    /// <param name="from">The first entry of the range.</param>
    /// <param name="before">The one after its last.</param>
    /// <param name="most">How many.</param>
    public async Task<List<long>> FindAsync(TeamId teamId, UsageQuery query, long from, long before, int most)
    {
        var view = await blocks.ViewAsync(teamId);
        var filter = new BlockFilter(query);
        List<long> found = [];
        var some = new List<long>();
        var atOnce = FirstBlocks;
        for (var number = Math.Min(view.Count - 1, UsageView.NumberOf(before - 1)); number >= 0 && found.Count < most; number--)
        {
            var isLast = number == 0 || view[number].First <= from;
            if (filter.MayBeIn(view[number]))
            {
                some.Add(number);
            }

            if (some.Count == atOnce || isLast)
            {
                await foreach (var block in blocks.ReadAsync(teamId, view, some, filter.NeedsJobIds))
                {
                    filter.Find(block, from, before, found, most);
                }

                some.Clear();
                atOnce = Math.Min(atOnce * 2, MostBlocks);
            }

            if (isLast)
            {
                break;
            }
        }

        return found;
    }
}
