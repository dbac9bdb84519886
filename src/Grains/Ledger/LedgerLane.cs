using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Purser.Alerts;
using Purser.AuditTrail;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>
/// A connection that commits entries. A team always uses the same lane, so its entries commit in their order. Entries are written
/// over the connection that their team was read after, never over a later one: see <see cref="WriteLease"/>.
/// </summary>
internal sealed partial class LedgerLane(LedgerDatabase database, LedgerOptions options, LedgerMeter meter, ILogger<LedgerLane> log)
    : GroupCommitLane<Append>(options.RowsPerCommit)
{
    private const string UniqueViolation = PostgresErrorCodes.UniqueViolation;

    private readonly List<Append> alive = [];
    private readonly Lock gate = new();
    private Task<LaneSession<EntryRows>>? opening;
    private LaneSession<EntryRows>? session;

    /// <summary>The session that is written over now. Who opens a team takes it first and reads the team then.</summary>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public async Task<LaneSession<EntryRows>> SessionAsync()
    {
        Task<LaneSession<EntryRows>> underWay;
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

    /// <inheritdoc />
    protected override async Task CommitAsync(List<Append> batch)
    {
        alive.Clear();
        foreach (var append in batch)
        {
            if (append.Lease.IsLost)
            {
                append.End(AppendOutcome.Superseded);
            }
            else
            {
                alive.Add(append);
            }
        }

        // In the order of the primary key: colliding batches of two silos would otherwise deadlock.
        // The sort is stable within a team because sequence numbers grow.
        alive.Sort(static (left, right) =>
        {
            var byTeam = string.CompareOrdinal(left.Lease.TeamId.Value, right.Lease.TeamId.Value);
            return byTeam != 0 ? byTeam : left.Entries[0].Seq.CompareTo(right.Entries[0].Seq);
        });
        if (alive.Count > 0)
        {
            await InsertAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    protected override ValueTask GiveUpConnectionAsync() => session?.DisposeAsync() ?? default;

    private async Task InsertAsync()
    {
        if (await TryInsertAsync(alive).ConfigureAwait(false) is { } outcome)
        {
            alive.ForEach(append => append.End(outcome));
            return;
        }

        // Somebody's row broke a unique key and took the whole batch down: find out whose, let the others through.
        foreach (var ofOne in alive.GroupBy(append => append.Lease).Select(group => group.ToList()).ToList())
        {
            var ofLease = await TryInsertAsync(ofOne).ConfigureAwait(false) ?? AppendOutcome.Superseded;
            ofOne.ForEach(append => append.End(ofLease));
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

        Activity? span = null;
        try
        {
            current.Rows.Clear();
            foreach (var append in appends)
            {
                foreach (var entry in append.Entries)
                {
                    current.Rows.Add(append.Lease.TeamId, entry);
                }
            }

            span = SiloTraces.Commit(appends, current.Rows.Count);
            var began = meter.Begin();
            List<Beside> beside = appends.Exists(static append => append.Beside is not null) ? [.. appends.Select(static append => append.Beside).OfType<Beside>()] : [];
            await current.WriteAsync(
                statement => beside.Count > 0 ? WriteAsync(statement, beside) : statement.ExecuteNonQueryAsync(), options.CommitTimeout).ConfigureAwait(false);
            meter.Committed(appends, began);
            return AppendOutcome.Committed;
        }
        catch (PostgresException violation) when (violation.SqlState == UniqueViolation)
        {
            if (!appends.TrueForAll(append => append.Lease == appends[0].Lease))
            {
                return null;
            }

            // The primary key's name is that of the part that the row goes to.
            if (violation.TableName?.StartsWith("ledger", StringComparison.Ordinal) != true
                || violation.ConstraintName?.EndsWith("_pkey", StringComparison.Ordinal) != true)
            {
                return AppendOutcome.Superseded;
            }

            meter.Failed(AppendOutcome.Fenced, appends.Count);
            SiloTraces.Fail(span, "fenced");
            LogFenced(appends[0].Lease.TeamId, appends[0].Entries[0].Seq);
            return AppendOutcome.Fenced;
        }
        catch (Exception failure)
        {
            meter.Failed(AppendOutcome.Unknown, appends.Count);
            SiloTraces.Fail(span, "unknown");
            LogCommitFailed(current.Rows.Count, failure);
            await current.DisposeAsync().ConfigureAwait(false);
            return AppendOutcome.Unknown;
        }
        finally
        {
            span?.Dispose();
        }
    }

    /// <summary>
    /// Few commits change more than ledgers: theirs is a batch, which is one round trip and one transaction too, but not
    /// prepared. The entries come first: their keys keep out whoever writes the same team.
    /// </summary>
    private static async Task<int> WriteAsync(NpgsqlCommand statement, List<Beside> beside)
    {
        await using var batch = new NpgsqlBatch(statement.Connection) { Timeout = 0 };
        var entries = new NpgsqlBatchCommand(statement.CommandText);
        foreach (NpgsqlParameter parameter in statement.Parameters)
        {
            entries.Parameters.Add(parameter.Clone());
        }

        batch.BatchCommands.Add(entries);
        if (beside.ConvertAll(static more => more.Directory).OfType<DirectoryChange>().ToList() is { Count: > 0 } changes)
        {
            var directory = new DirectoryRows();
            changes.ForEach(change => directory.Add(change));
            directory.AddTo(batch);
        }

        if (beside.SelectMany(static more => more.Audited).ToList() is { Count: > 0 } audited)
        {
            batch.BatchCommands.Add(AuditRows.Command(audited));
        }

        if (beside.SelectMany(static more => more.Alerts).ToList() is { Count: > 0 } alerts)
        {
            batch.BatchCommands.Add(AlertRows.Command(alerts));
        }

        return await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private async Task<LaneSession<EntryRows>> OpenSessionAsync()
    {
        try
        {
            var opened = await LaneSession<EntryRows>.OpenAsync(database.Lanes).ConfigureAwait(false);
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
}
