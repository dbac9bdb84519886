using System.Runtime.CompilerServices;
using Npgsql;
using Purser.Accounts;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>Reads of durable entries. Whatever is not there now was not acknowledged.</summary>
internal sealed class LedgerReader(NpgsqlDataSource database)
{
    private const string Select = $"SELECT {EntryRow.Columns} FROM purser.ledger WHERE team_id = $1";

    /// <summary>Debits and reversals.</summary>
    public static readonly string IsUsage =
        $" AND kind IN ({(short)EventKind.Debited}, {(short)EventKind.Reversed}, {(short)EventKind.HoldExpired})";

    /// <summary>
    /// Before which entry usage was before an instant, and from which on it was not, found by halving: usage is in the order of its
    /// time. (Other entries may be later than what follows them, where a past was told.)
    /// </summary>
    private static readonly string SeekUsage = $"""
        WITH RECURSIVE step (low, high) AS (
          SELECT 1::bigint, coalesce((SELECT seq FROM purser.ledger WHERE team_id = $1 ORDER BY seq DESC LIMIT 1), 0) + 1
          UNION ALL
          SELECT CASE WHEN middle.seq IS NULL OR middle.at < $2 THEN (low + high) / 2 + 1 ELSE low END,
            CASE WHEN middle.seq IS NULL OR middle.at < $2 THEN high ELSE middle.seq END
          FROM step LEFT JOIN LATERAL (
            SELECT seq, at FROM purser.ledger WHERE team_id = $1 AND seq <= (low + high) / 2{IsUsage} ORDER BY seq DESC LIMIT 1) middle ON true
          WHERE low < high)
        SELECT low FROM step WHERE low >= high
        """;

    /// <summary>Long reads go page by page: the time limit that protects the server is per statement, and a team has no limit.</summary>
    public const int RowsPerPage = 20_000;

    /// <summary>Entries after one, in order: <see cref="RowsPerPage"/>, or all where there are fewer.</summary>
    public IAsyncEnumerable<Entry> ReadPageAsync(TeamId teamId, long after) => PageAsync(teamId, after, long.MaxValue, EntryRow.Read);

    /// <summary>Entries after one, in order.</summary>
    public async IAsyncEnumerable<Entry> ReadAfterAsync(TeamId teamId, long seq)
    {
        await foreach (var (entry, _) in PagesAsync(teamId, seq, long.MaxValue))
        {
            yield return entry;
        }
    }

    /// <summary>Entries up to and with one, in order, each with the movement that its row recorded.</summary>
    public IAsyncEnumerable<(Entry Entry, Movement? Recorded)> ReadUpToAsync(TeamId teamId, long seq) =>
        PagesAsync(teamId, after: 0, seq);

    /// <summary>An entry and, if it is a debit that was reversed, its reversal.</summary>
    public async Task<(Entry? Entry, Entry? Reversal)> FindAsync(TeamId teamId, long seq)
    {
        Entry? found = null, reversal = null;
        var rows = QueryAsync(
            $"{Select} AND seq = $2 UNION ALL {Select} AND reverses = $2", [Parameter(teamId), Parameter(seq)]);
        await foreach (var entry in rows)
        {
            if (entry.Seq == seq)
            {
                found = entry;
            }
            else
            {
                reversal = entry;
            }
        }

        return (found, reversal);
    }

    /// <summary>The entries that some idempotency keys were used for, by key.</summary>
    public async Task<Dictionary<string, Entry>> FindByKeysAsync(TeamId teamId, string[] keys)
    {
        var found = new Dictionary<string, Entry>(StringComparer.Ordinal);
        var rows = QueryAsync($"{Select} AND idempotency_key = ANY($2)", [Parameter(teamId), Parameter(keys)]);
        await foreach (var entry in rows)
        {
            found.Add(entry.Key!, entry);
        }

        return found;
    }

    /// <summary>Whether a team has ever spent anything.</summary>
    public async Task<bool> HasUsageAsync(TeamId teamId) => await NumberAsync(
        $"SELECT seq FROM purser.ledger WHERE team_id = $1 AND kind = {(short)EventKind.Debited} ORDER BY seq LIMIT 1", Parameter(teamId)) is not null;

    /// <summary>The entry from which on usage was at or after an instant; the one after the last where none was.</summary>
    public async Task<long> SeekUsageAsync(TeamId teamId, DateTimeOffset instant) =>
        await NumberAsync(SeekUsage, Parameter(teamId), Parameter(instant.ToUniversalTime())) ?? 1;

    /// <summary>The last entry's sequence number; 0 when there is none.</summary>
    public async Task<long> LastSeqAsync(TeamId teamId) =>
        await NumberAsync("SELECT seq FROM purser.ledger WHERE team_id = $1 ORDER BY seq DESC LIMIT 1", Parameter(teamId)) ?? 0;

    /// <summary>Runs a query whose answer is a number; null where it has no row.</summary>
    public async Task<long?> NumberAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await GuardAsync(() => command.ExecuteScalarAsync()) as long?;
    }

    /// <summary>Runs a query whose columns are <see cref="EntryRow.Columns"/>.</summary>
    public IAsyncEnumerable<Entry> QueryAsync(string sql, NpgsqlParameter[] parameters) =>
        QueryAsync(sql, parameters, EntryRow.Read);

    private async IAsyncEnumerable<(Entry Entry, Movement? Recorded)> PagesAsync(TeamId teamId, long after, long upTo)
    {
        for (var rows = RowsPerPage; rows == RowsPerPage;)
        {
            rows = 0;
            var page = PageAsync(teamId, after, upTo, static row => (Entry: EntryRow.Read(row), Recorded: EntryRow.ReadMovement(row)));
            await foreach (var (entry, recorded) in page)
            {
                rows++;
                after = entry.Seq;
                yield return (entry, recorded);
            }
        }
    }

    private IAsyncEnumerable<T> PageAsync<T>(TeamId teamId, long after, long upTo, Func<NpgsqlDataReader, T> read) => QueryAsync(
        $"{Select} AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT {RowsPerPage}",
        [Parameter(teamId), Parameter(after), Parameter(upTo)],
        read);

    /// <summary>Runs a query of columns of its own.</summary>
    public async IAsyncEnumerable<T> QueryAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        var rows = await GuardAsync(() => command.ExecuteReaderAsync());
        try
        {
            while (await GuardAsync(() => rows.ReadAsync()))
            {
                yield return read(rows);
            }
        }
        finally
        {
            // Whoever stops early makes the reader take in the rest, and that can fail like any reading.
            await GuardAsync(async () =>
            {
                await rows.DisposeAsync();
                return true;
            });
        }
    }

    public static NpgsqlParameter<string> Parameter(TeamId team) => Parameter(team.Value);

    public static NpgsqlParameter<T> Parameter<T>(T value) => new() { TypedValue = value };

    private static async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            var result = await read();
            await LeaveSocketThreadAsync();
            return result;
        }
        catch (NpgsqlException failure)
        {
            throw Unavailable(failure);
        }
    }

    /// <summary>What was waited for may go on in a thread that listens to sockets: it has others to serve than who reads a long ledger.</summary>
    private static ConfiguredTaskAwaitable LeaveSocketThreadAsync() => Task.CompletedTask.ConfigureAwait(
        Thread.CurrentThread.IsThreadPoolThread ? ConfigureAwaitOptions.ContinueOnCapturedContext : ConfigureAwaitOptions.ForceYielding);

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    public static LedgerUnavailableException Unavailable(NpgsqlException failure) =>
        new($"The ledger could not be read: {failure.Message}");
}
