using Microsoft.Extensions.Options;
using Purser.History.Blocks;
using Purser.Teams;

namespace Purser.History;

/// <summary>The usage of teams in blocks, as far as memory holds them; the rest is read from their table.</summary>
internal sealed class UsageBlocks(BlockStore store, UsageLines lines, IOptions<HistoryOptions> options) : IDisposable
{
    /// <summary>Blocks read at once: some 2 ms on a connection that others wait for.</summary>
    private const int BlocksAtOnce = 128;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim longReads = new(1);
    private readonly LeastRecentlyUsed<TeamId, TeamUsage> teams = new(options.Value.CacheBytes);

    /// <summary>A team's usage up to an entry that is not before any that was durable when this was asked.</summary>
    /// <exception cref="LedgerUnavailableException">It has a long past, which is put into blocks just now.</exception>
    public async Task<UsageView> ViewAsync(TeamId teamId)
    {
        var team = Find(teamId);
        var read = team.ReadAsync();
        await ((Task)read).WaitAsync(options.Value.Patience, TimeProvider.System)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!read.IsCompleted)
        {
            throw new LedgerUnavailableException($"The past of team {teamId} is being summed up for the first time; try again in a few seconds.");
        }

        var view = await read;
        teams.Put(teamId, team, team.Bytes);
        return view;
    }

    /// <summary>The columns of blocks, in their order.</summary>
    /// <param name="teamId">The team.</param>
    /// <param name="view">What the blocks are of.</param>
    /// <param name="numbers">Which blocks.</param>
    /// <param name="withJobs">Whether the jobs' ids are needed.</param>
    public async IAsyncEnumerable<UsageBlock> ReadAsync(TeamId teamId, UsageView view, IEnumerable<long> numbers, bool withJobs)
    {
        foreach (var some in numbers.Chunk(BlocksAtOnce))
        {
            var found = new UsageBlock?[some.Length];
            for (var at = 0; at < some.Length; at++)
            {
                found[at] = view.Find(some[at], withJobs);
            }

            await FillAsync(teamId, view, some, found, withJobs);
            foreach (var block in found)
            {
                yield return block!;
            }
        }
    }

    public void Dispose() => longReads.Dispose();

    private TeamUsage Find(TeamId teamId)
    {
        lock (gate)
        {
            if (!teams.TryGet(teamId, out var team))
            {
                team = new TeamUsage(teamId, store, lines, options.Value.CacheBytes / 2, longReads);
                teams.Put(teamId, team, team.Bytes);
            }

            return team;
        }
    }

    private async Task FillAsync(TeamId teamId, UsageView view, long[] numbers, UsageBlock?[] found, bool withJobs)
    {
        var missing = numbers.Where((_, at) => found[at] is null).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        await foreach (var block in store.ColumnsAsync(teamId, missing, withJobs))
        {
            found[Array.IndexOf(numbers, UsageView.NumberOf(block.First))] = block;
            view.Keep(block);
        }

        if (Array.Exists(found, static block => block is null))
        {
            // Somebody emptied the table; the next question makes it again.
            teams.Remove(teamId);
            throw new LedgerUnavailableException($"Parts of the past of team {teamId} are being made again; try again.");
        }
    }
}
