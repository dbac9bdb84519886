using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Purser.Accounts;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>
/// The silo's way into the ledger: a group commit over a few lanes. It starts before the first grain is activated and
/// drains after the last one is gone.
/// </summary>
internal sealed class LedgerWriter(
    LedgerDatabase database, IOptions<LedgerOptions> options, ILogger<LedgerLane> log) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly LedgerOptions options = options.Value;
    private readonly LedgerLane[] lanes =
        [.. Enumerable.Range(0, options.Value.Lanes).Select(_ => new LedgerLane(database, options.Value, log))];

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
        nameof(LedgerWriter), ServiceLifecycleStage.ApplicationServices, _ => Start(), _ => DrainAsync());

    /// <summary>Takes the right to write a team. What it is to go on from is read after this, not before.</summary>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public async Task<WriteLease> LeaseAsync(string teamId) => new(teamId, await LaneOf(teamId).SessionAsync());

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

    /// <summary>Appends entries after the lease's earlier ones.</summary>
    public Append Append(WriteLease lease, List<Entry> entries, long queuedAt)
    {
        var append = new Append(lease, entries, queuedAt);
        LaneOf(lease.TeamId).Enqueue(append);
        return append;
    }

    public Task Start()
    {
        foreach (var lane in lanes)
        {
            lane.Start();
        }

        return Task.CompletedTask;
    }

    public async Task DrainAsync()
    {
        foreach (var lane in lanes)
        {
            await lane.DisposeAsync();
        }
    }

    private LedgerLane LaneOf(string teamId) =>
        lanes[XxHash3.HashToUInt64(MemoryMarshal.AsBytes(teamId.AsSpan())) % (ulong)lanes.Length];
}
