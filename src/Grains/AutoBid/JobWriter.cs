using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Purser.AutoBid;

/// <summary>
/// The silo's way into the table of jobs: a group commit like the ledger's. While one batch commits, the next fills, so that many
/// members' steps share one flush and a lone step waits for nobody.
/// </summary>
internal sealed partial class JobWriter(NpgsqlDataSource database, ILogger<JobWriter> log) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Some hundred KiB of jobs: more would only make those behind them wait.</summary>
    private const int RowsPerCommit = 512;

    private readonly Channel<JobWrite> queue = Channel.CreateUnbounded<JobWrite>(new() { SingleReader = true });
    private readonly List<JobWrite> batch = [];
    private readonly JobRows rows = new();
    private NpgsqlConnection? connection;
    private NpgsqlCommand? upsert;
    private Task running = Task.CompletedTask;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(JobWriter), ServiceLifecycleStage.ApplicationServices, _ => StartAsync(), _ => DrainAsync());

    /// <summary>Writes rows, and answers when they are durable or not.</summary>
    public Task<JobWriteOutcome> WriteAsync(JobFence fence, IReadOnlyCollection<JobRow> rows)
    {
        var write = new JobWrite(fence, rows);
        if (!queue.Writer.TryWrite(write))
        {
            write.End(JobWriteOutcome.Unknown);
        }

        return write.Outcome;
    }

    private Task StartAsync()
    {
        running = Task.Run(RunAsync);
        return Task.CompletedTask;
    }

    private async Task DrainAsync()
    {
        queue.Writer.TryComplete();
        await running.ConfigureAwait(false);
        await DisconnectAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            rows.Clear();
            while (rows.Count < RowsPerCommit && queue.Reader.TryRead(out var write))
            {
                Take(write);
            }

            await CommitAsync().ConfigureAwait(false);
        }
    }

    private void Take(JobWrite write)
    {
        batch.Add(write);
        foreach (var row in write.Rows)
        {
            rows.Add(write.Fence, row);
        }
    }

    private async Task CommitAsync()
    {
        try
        {
            var held = await UpsertAsync().ConfigureAwait(false);
            foreach (var write in batch)
            {
                write.End(held.Contains(write.Fence) ? JobWriteOutcome.Committed : JobWriteOutcome.Fenced);
            }
        }
        catch (Exception failure)
        {
            LogFailed(rows.Count, failure);
            await DisconnectAsync().ConfigureAwait(false);
            foreach (var write in batch)
            {
                write.End(JobWriteOutcome.Unknown);
            }
        }
    }

    private async Task<HashSet<JobFence>> UpsertAsync()
    {
        var statement = upsert ?? await ConnectAsync().ConfigureAwait(false);
        HashSet<JobFence> held = [];
        await using var reader = await statement.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            held.Add(new JobFence(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return held;
    }

    private async Task<NpgsqlCommand> ConnectAsync()
    {
        connection = await database.OpenConnectionAsync().ConfigureAwait(false);
        var command = rows.CreateUpsert(connection);
        await command.PrepareAsync().ConfigureAwait(false);
        return upsert = command;
    }

    private async Task DisconnectAsync()
    {
        upsert = null;
        if (connection is { } old)
        {
            connection = null;
            try
            {
                await old.DisposeAsync().ConfigureAwait(false);
            }
            catch (NpgsqlException)
            {
                // It is given up anyway, and the writer must live.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Rows} rows of Auto Bid's jobs may not have been written.")]
    private partial void LogFailed(int rows, Exception failure);
}
