using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Npgsql;
using Purser.AutoBid.Decisions;
using Purser.Ledger;

namespace Purser.AutoBid;

/// <summary>
/// The silo's way into the table of jobs: a group commit over a few lanes, like the ledger's. It drains after the
/// last grain is gone.
/// </summary>
internal sealed class JobWriter(NpgsqlDataSource database, ILogger<JobLane> log) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>2: one batch is being flushed while another is prepared.</summary>
    private readonly JobLane[] lanes = [.. Enumerable.Range(0, ConnectionBudget.JobLanes).Select(_ => new JobLane(database, log))];

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(JobWriter), ServiceLifecycleStage.ApplicationServices, static _ => Task.CompletedTask, _ => DrainAsync());

    /// <summary>Writes rows, and answers when they are durable or not.</summary>
    public Task<JobWriteOutcome> WriteAsync(JobFence fence, IReadOnlyCollection<JobRow> rows)
    {
        var write = new JobWrite(fence, rows);
        var lane = LaneOf(fence.MemberId);
        if (!lane.TryEnqueue(write))
        {
            write.End(new JobWriteOutcome.Unknown());
            write.Answer();
        }

        lane.Run();
        return write.Outcome;
    }

    private async Task DrainAsync()
    {
        foreach (var lane in lanes)
        {
            await lane.DisposeAsync();
        }
    }

    private JobLane LaneOf(MemberId memberId) => lanes[XxHash3.HashToUInt64(MemoryMarshal.AsBytes(memberId.Value.AsSpan())) % ConnectionBudget.JobLanes];
}
