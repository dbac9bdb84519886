using Purser.History;
using Purser.History.Blocks;
using Purser.Teams;

namespace Purser.Insights.Reading;

/// <summary>Reads a team's use from its blocks, which pages and summaries of the past are answered from as well.</summary>
internal sealed class InsightReader(UsageBlocks blocks)
{
    /// <summary>Most blocks that are looked at: the newest. Half a million entries.</summary>
    private const int MostBlocks = 500_000 / UsageBlock.Size;

    /// <summary>A team's past as it is now.</summary>
    /// <exception cref="LedgerUnavailableException">It is long, and is put into blocks just now.</exception>
    public Task<UsageView> ViewAsync(TeamId team) => blocks.ViewAsync(team);

    /// <summary>Since when is looked at what happened since an instant: that instant, or for very large teams a later one.</summary>
    public static DateTimeOffset Since(UsageView view, DateTimeOffset instant) =>
        view.Count > MostBlocks && InstantOf(view[view.Count - MostBlocks].FirstAt) is var oldest && oldest > instant ? oldest : instant;

    /// <summary>When credits were used since an instant.</summary>
    public async Task<IReadOnlyList<QuarterOfUse>> QuartersAsync(TeamId team, UsageView view, DateTimeOffset since)
    {
        var quarters = new UsedQuarters(UsageLines.Microseconds(since.UtcDateTime));
        await foreach (var block in ReadAsync(team, view, since, withJobs: false))
        {
            quarters.Take(block);
        }

        return quarters.All;
    }

    /// <summary>What credits went on since an instant.</summary>
    public async Task<SpentCredits> SpentAsync(TeamId team, UsageView view, DateTimeOffset since)
    {
        var spent = new SpentCredits(UsageLines.Microseconds(since.UtcDateTime));
        await foreach (var block in ReadAsync(team, view, since, withJobs: true))
        {
            spent.Take(block);
        }

        return spent;
    }

    private IAsyncEnumerable<UsageBlock> ReadAsync(TeamId team, UsageView view, DateTimeOffset since, bool withJobs)
    {
        var first = view.FirstAtOrAfter(UsageLines.Microseconds(since.UtcDateTime))?.Number ?? view.Count;
        var oldest = Math.Max(first, view.Count - MostBlocks);
        return blocks.ReadAsync(team, view, Enumerable.Range((int)oldest, (int)(view.Count - oldest)).Select(static number => (long)number), withJobs);
    }

    private static DateTimeOffset InstantOf(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
}
