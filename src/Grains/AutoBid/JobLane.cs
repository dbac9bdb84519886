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
            rows.Clear();
            while (rows.Count < RowsPerCommit && queue.Reader.TryRead(out var write))
            {
                batch.Add(write);
                rows.Add(write);
            }

            await CommitAsync().ConfigureAwait(false);
        }
    }

    private async Task CommitAsync()
    {
        try
        {
            var (held, known) = await UpsertAsync().ConfigureAwait(false);
            foreach (var write in batch)
            {
                write.End(held.Contains(write.Fence) ? Committed(write, known) : new JobWriteOutcome.Fenced());
            }
        }
        catch (Exception failure)
        {
            LogFailed(rows.Count, failure);
            await GiveUpConnectionAsync().ConfigureAwait(false);
            foreach (var write in batch)
            {
                write.End(new JobWriteOutcome.Unknown());
            }
        }
    }

    private static JobWriteOutcome.Committed Committed(JobWrite write, HashSet<(string Team, string Member, string Job)> known) => known.Count == 0
        ? JobWriteOutcome.Committed.Whole
        : new JobWriteOutcome.Committed(
            [.. write.Rows.Select(row => row.JobId).Where(jobId => known.Contains((write.Fence.TeamId, write.Fence.MemberId, jobId)))]);

    /// <returns>The fences that held, and the jobs whose first row was not written.</returns>
    private async Task<(HashSet<JobFence> Held, HashSet<(string Team, string Member, string Job)> Known)> UpsertAsync()
    {
        if (session is not { IsLost: false } current)
        {
            session = current = await LaneSession.OpenAsync(database, rows.CreateUpsert).ConfigureAwait(false);
        }

        HashSet<JobFence> held = [];
        HashSet<(string Team, string Member, string Job)> known = [];
        await using var reader = await current.Statement.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            var (team, member) = (reader.GetString(0), reader.GetString(1));
            if (reader.IsDBNull(3))
            {
                held.Add(new JobFence(team, member, reader.GetInt64(2)));
            }
            else
            {
                known.Add((team, member, reader.GetString(3)));
            }
        }

        return (held, known);
    }

    private ValueTask GiveUpConnectionAsync() => session?.DisposeAsync() ?? default;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Rows} rows of Auto Bid's jobs may not have been written.")]
    private partial void LogFailed(int rows, Exception failure);
}
