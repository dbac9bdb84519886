using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Purser.Ledger;

namespace Purser.AutoBid;

/// <summary>
/// One connection that commits batches of jobs' rows. While one batch commits, the next fills, so that many members' steps share
/// one flush and a lone step waits for nobody.
/// </summary>
internal sealed partial class JobLane(NpgsqlDataSource database, ILogger<JobLane> log) : IAsyncDisposable
{
    /// <summary>Some hundred KiB of jobs: more would only make those behind them wait.</summary>
    private const int RowsPerCommit = 512;

    private readonly Channel<JobWrite> queue = Channel.CreateUnbounded<JobWrite>(new() { SingleReader = true });
    private readonly List<JobWrite> batch = [];
    private readonly JobRows rows = new();
    private LaneSession? session;
    private Task running = Task.CompletedTask;

    public void Start() => running = Task.Run(RunAsync);

    public void Enqueue(JobWrite write)
    {
        if (!queue.Writer.TryWrite(write))
        {
            write.End(new JobWriteOutcome.Unknown());
        }
    }

    /// <summary>Commits what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await running.ConfigureAwait(false);
        await GiveUpConnectionAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            for (var count = 0; count < RowsPerCommit && queue.Reader.TryRead(out var write); count += write.Rows.Count)
            {
                batch.Add(write);
            }

            if (!await TryCommitAsync(batch).ConfigureAwait(false))
            {
                // Somebody's row took the whole batch down: find out whose, let the others through.
                await CommitByMemberAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task CommitByMemberAsync()
    {
        foreach (var writes in batch.GroupBy(write => write.Fence).Select(group => group.ToList()).ToList())
        {
            await TryCommitAsync(writes).ConfigureAwait(false);
        }
    }

    /// <returns>False: a row of one of several members cannot be written, and none was.</returns>
    private async Task<bool> TryCommitAsync(List<JobWrite> writes)
    {
        rows.Clear();
        writes.ForEach(rows.Add);
        try
        {
            var held = await UpsertAsync().ConfigureAwait(false);
            foreach (var write in writes)
            {
                write.End(held.Contains(write.Fence) ? new JobWriteOutcome.Committed() : new JobWriteOutcome.Fenced());
            }

            return true;
        }
        catch (PostgresException refusal) when (IsAboutARow(refusal) && writes.Exists(write => write.Fence != writes[0].Fence))
        {
            LogTakenApart(rows.Count, refusal);
            return false;
        }
        catch (Exception failure)
        {
            LogFailed(rows.Count, failure);
            await GiveUpConnectionAsync().ConfigureAwait(false);
            writes.ForEach(write => write.End(new JobWriteOutcome.Unknown()));
            return true;
        }
    }

    /// <summary>Data, constraints, triggers. Whatever else is wrong is wrong for every member.</summary>
    private static bool IsAboutARow(PostgresException refusal) => refusal.SqlState[..2] is "22" or "23" or "P0";

    /// <returns>The fences that held.</returns>
    private async Task<HashSet<JobFence>> UpsertAsync()
    {
        if (session is not { IsLost: false } current)
        {
            session = current = await LaneSession.OpenAsync(database, rows.CreateUpsert).ConfigureAwait(false);
        }

        HashSet<JobFence> held = [];
        await using var reader = await current.Statement.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            held.Add(new JobFence(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return held;
    }

    private ValueTask GiveUpConnectionAsync() => session?.DisposeAsync() ?? default;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Rows} rows of Auto Bid's jobs may not have been written.")]
    private partial void LogFailed(int rows, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One of {Rows} rows of Auto Bid's jobs cannot be written; they are written member by member.")]
    private partial void LogTakenApart(int rows, Exception failure);
}
