using Microsoft.Extensions.Logging;
using Npgsql;
using Purser.Ledger;

namespace Purser.AutoBid;

/// <summary>A connection that commits rows of jobs, many members' together.</summary>
internal sealed partial class JobLane(NpgsqlDataSource database, ILogger<JobLane> log) : GroupCommitLane<JobWrite>(RowsPerCommit)
{
    /// <summary>Some hundred KiB of jobs: more would only make those behind them wait.</summary>
    private const int RowsPerCommit = 512;

    /// <summary>As long as a commit of the ledger may take by default.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private LaneSession<JobRows>? session;

    /// <inheritdoc />
    protected override async Task CommitAsync(List<JobWrite> batch)
    {
        if (await TryCommitAsync(batch).ConfigureAwait(false))
        {
            return;
        }

        // Somebody's row took the whole batch down: find out whose, let the others through.
        foreach (var writes in batch.GroupBy(write => write.Fence).Select(group => group.ToList()).ToList())
        {
            await TryCommitAsync(writes).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    protected override ValueTask GiveUpConnectionAsync() => session?.DisposeAsync() ?? default;

    /// <returns>False: a row of one of several members cannot be written, and none was.</returns>
    private async Task<bool> TryCommitAsync(List<JobWrite> writes)
    {
        try
        {
            var held = await UpsertAsync(writes).ConfigureAwait(false);
            foreach (var write in writes)
            {
                write.End(held.Contains(write.Fence) ? new JobWriteOutcome.Committed() : new JobWriteOutcome.Fenced());
            }

            return true;
        }
        catch (PostgresException refusal) when (IsAboutARow(refusal) && writes.Exists(write => write.Fence != writes[0].Fence))
        {
            LogTakenApart(writes.Sum(write => write.Rows), refusal);
            return false;
        }
        catch (Exception failure)
        {
            LogFailed(writes.Sum(write => write.Rows), failure);
            await GiveUpConnectionAsync().ConfigureAwait(false);
            writes.ForEach(write => write.End(new JobWriteOutcome.Unknown()));
            return true;
        }
    }

    /// <summary>Data, constraints, triggers. Whatever else is wrong is wrong for every member.</summary>
    private static bool IsAboutARow(PostgresException refusal) => refusal.SqlState[..2] is "22" or "23" or "P0";

    /// <returns>The fences that held.</returns>
    private async Task<HashSet<JobFence>> UpsertAsync(List<JobWrite> writes)
    {
        if (session is not { IsLost: false } current)
        {
            session = current = await LaneSession<JobRows>.OpenAsync(database).ConfigureAwait(false);
        }

        current.Rows.Clear();
        writes.ForEach(current.Rows.Add);
        return await current.WriteAsync(HeldAsync, Patience).ConfigureAwait(false);
    }

    private static async Task<HashSet<JobFence>> HeldAsync(NpgsqlCommand upsert)
    {
        HashSet<JobFence> held = [];
        await using var reader = await upsert.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            held.Add(new JobFence(TeamId.Parse(reader.GetString(0)), MemberId.Parse(reader.GetString(1)), reader.GetInt64(2)));
        }

        return held;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Rows} rows of Auto Bid's jobs may not have been written.")]
    private partial void LogFailed(int rows, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One of {Rows} rows of Auto Bid's jobs cannot be written; they are written member by member.")]
    private partial void LogTakenApart(int rows, Exception failure);
}
