using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>
/// One connection that commits batches of entries. While one batch commits, the next fills: no timer, and an idle lane
/// adds no latency. A team always uses the same lane, so its entries commit in their order. Entries are written over the
/// connection that their team was read after, never over a later one: see <see cref="WriteLease"/>.
/// </summary>
internal sealed partial class LedgerLane(LedgerDatabase database, LedgerOptions options, ILogger<LedgerLane> log) : IAsyncDisposable
{
    private const string UniqueViolation = PostgresErrorCodes.UniqueViolation;

    // A lone append is sent off by whoever queues it: a lane that was idle costs no switch of threads. Its awaits leave
    // the caller's scheduler (a grain's) at once, so that nothing of the lane ever runs in a grain's turn but that.
    private readonly Channel<Append> queue = Channel.CreateUnbounded<Append>(
        new() { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly List<Append> batch = [];
    private readonly EntryRows rows = new();
    private readonly Lock gate = new();
    private Task<LaneSession>? opening;
    private LaneSession? session;
    private Task running = Task.CompletedTask;
    private int rowsInFlight;

    /// <summary>Rows between decision and commit.</summary>
    public int RowsInFlight => Volatile.Read(ref rowsInFlight);

    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Queues an append; its outcome comes through <see cref="Append.Outcome"/>.</summary>
    public void Enqueue(Append append)
    {
        append.Lease.Enter(append.Entries.Count);
        Interlocked.Add(ref rowsInFlight, append.Entries.Count);
        if (!queue.Writer.TryWrite(append))
        {
            End(append, AppendOutcome.Unknown);
        }
    }

    /// <summary>Commits what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await running.ConfigureAwait(false);
        if (session is { } last)
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The session that is written over now. Who opens a team takes it first and reads the team then.</summary>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public async Task<LaneSession> SessionAsync()
    {
        Task<LaneSession> underWay;
        lock (gate)
        {
            if (session is { IsLost: false } current)
            {
                return current;
            }

            underWay = opening is { IsCompleted: false } ? opening : opening = OpenSessionAsync();
        }

        return await underWay.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            TakeBatch();
            if (batch.Count > 0)
            {
                await CommitAsync().ConfigureAwait(false);
            }
        }
    }

    private void TakeBatch()
    {
        batch.Clear();
        var count = 0;
        while (count < options.RowsPerCommit && queue.Reader.TryRead(out var append))
        {
            if (append.Lease.IsLost)
            {
                End(append, AppendOutcome.Superseded);
                continue;
            }

            batch.Add(append);
            count += append.Entries.Count;
        }

        // In the order of the primary key: colliding batches of two silos would otherwise deadlock.
        // The sort is stable within a team because sequence numbers grow.
        batch.Sort(static (left, right) =>
        {
            var byTeam = string.CompareOrdinal(left.Lease.TeamId, right.Lease.TeamId);
            return byTeam != 0 ? byTeam : left.Entries[0].Seq.CompareTo(right.Entries[0].Seq);
        });
    }

    private async Task CommitAsync()
    {
        if (await TryInsertAsync(batch).ConfigureAwait(false) is not { } outcome)
        {
            // Somebody's row broke a unique key and took the whole batch down: find out whose, let the others through.
            await CommitByLeaseAsync().ConfigureAwait(false);
            return;
        }

        foreach (var append in batch)
        {
            End(append, outcome);
        }
    }

    private async Task CommitByLeaseAsync()
    {
        foreach (var team in batch.GroupBy(append => append.Lease).Select(group => group.ToList()).ToList())
        {
            var outcome = await TryInsertAsync(team).ConfigureAwait(false) ?? AppendOutcome.Superseded;
            foreach (var append in team)
            {
                End(append, outcome);
            }
        }
    }

    /// <returns>How it ended for all of them; null when a unique key of one of several teams stood in the way.</returns>
    private async Task<AppendOutcome?> TryInsertAsync(List<Append> appends)
    {
        // One for all: a lane opens another session only when this one is lost, and every lease of it with it.
        var current = appends[0].Lease.Session;
        if (current.IsLost)
        {
            return AppendOutcome.Superseded;
        }

        try
        {
            rows.Clear();
            foreach (var append in appends)
            {
                foreach (var entry in append.Entries)
                {
                    rows.Add(append.Lease.TeamId, entry);
                }
            }

            await current.Statement.ExecuteNonQueryAsync().ConfigureAwait(false);
            return AppendOutcome.Committed;
        }
        catch (PostgresException violation) when (violation.SqlState == UniqueViolation)
        {
            if (!appends.TrueForAll(append => append.Lease == appends[0].Lease))
            {
                return null;
            }

            if (violation.ConstraintName?.EndsWith("_pkey", StringComparison.Ordinal) != true)
            {
                return AppendOutcome.Superseded;
            }

            LogFenced(appends[0].Lease.TeamId, appends[0].Entries[0].Seq);
            return AppendOutcome.Fenced;
        }
        catch (Exception failure)
        {
            LogCommitFailed(rows.Count, failure);
            await current.DisposeAsync().ConfigureAwait(false);
            return AppendOutcome.Unknown;
        }
    }

    private async Task<LaneSession> OpenSessionAsync()
    {
        try
        {
            var opened = await LaneSession.OpenAsync(database.Lanes, CreateInsert).ConfigureAwait(false);
            // What is read from now on is read from the server that this connection was made to.
            database.ForgetConnections();
            lock (gate)
            {
                return session = opened;
            }
        }
        catch (NpgsqlException failure)
        {
            throw Unreachable(failure);
        }
    }

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private static LedgerUnavailableException Unreachable(NpgsqlException failure) =>
        new($"The ledger's database cannot be reached: {failure.Message}");

    private NpgsqlCommand CreateInsert(NpgsqlConnection connection)
    {
        var command = rows.CreateInsert(connection);
        command.CommandTimeout = (int)options.CommitTimeout.TotalSeconds;
        return command;
    }

    private void End(Append append, AppendOutcome outcome)
    {
        Interlocked.Add(ref rowsInFlight, -append.Entries.Count);
        append.End(outcome);
    }
}
