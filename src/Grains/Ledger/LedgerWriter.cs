using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Purser.Accounts;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>
/// The silo's way into the ledger: a group commit over a few lanes. It drains after the last grain is gone.
/// </summary>
internal sealed class LedgerWriter : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly LedgerOptions options;
    private readonly LedgerLane[] lanes;

    public LedgerWriter(LedgerDatabase database, IOptions<LedgerOptions> options, LedgerMeter meter, ILogger<LedgerLane> log)
    {
        this.options = options.Value;
        lanes = [.. Enumerable.Range(0, options.Value.Lanes).Select(_ => new LedgerLane(database, options.Value, meter, log))];
        meter.Queue = () => RowsInFlight;
    }

    /// <summary>Rows of this silo between decision and commit.</summary>
    public int RowsInFlight
    {
        get
        {
            var rows = 0;
            foreach (var lane in lanes)
            {
                rows += lane.RowsInFlight;
            }

            return rows;
        }
    }

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(LedgerWriter), ServiceLifecycleStage.ApplicationServices, static _ => Task.CompletedTask, _ => DrainAsync());

    /// <summary>Takes the right to write a team. What it is to go on from is read after this, not before.</summary>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public async Task<WriteLease> LeaseAsync(TeamId teamId) => new(teamId, await LaneOf(teamId).SessionAsync());

    /// <summary>Makes sure there is room for more rows of a team. Asked before deciding, so that nothing is half-done.</summary>
    /// <exception cref="TeamBusyException">The team's or the silo's bound is reached.</exception>
    public void EnsureRoom(WriteLease lease, int rows)
    {
        if (lease.RowsInFlight + rows > options.RowsInFlightPerTeam)
        {
            throw new TeamBusyException($"Team {lease.TeamId} has {lease.RowsInFlight} changes in flight; try again shortly.");
        }

        if (RowsInFlight + rows > options.RowsInFlightPerSilo)
        {
            throw new TeamBusyException("This silo has as many changes in flight as it may; try again shortly.");
        }
    }

    /// <summary>Queues entries after the lease's earlier ones. They are not sent before <see cref="Send"/>.</summary>
    public Append Append(WriteLease lease, List<Entry> entries, long queuedAt, Beside? beside)
    {
        var append = new Append(lease, entries, queuedAt, beside);
        lease.Enter(append.Rows);
        if (!LaneOf(lease.TeamId).TryEnqueue(append))
        {
            // The silo is on its way out; nobody wrote it, and nobody will.
            append.End(AppendOutcome.Unknown);
            append.Answer();
        }

        return append;
    }

    /// <summary>Sends off what is queued. Whoever queued it does so once they have let go of their locks.</summary>
    public void Send(WriteLease lease) => LaneOf(lease.TeamId).Run();

    public async Task DrainAsync()
    {
        foreach (var lane in lanes)
        {
            await lane.DisposeAsync();
        }
    }

    private LedgerLane LaneOf(TeamId teamId) =>
        lanes[XxHash3.HashToUInt64(MemoryMarshal.AsBytes(teamId.Value.AsSpan())) % (ulong)lanes.Length];
}
