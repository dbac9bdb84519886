using System.Globalization;
using Npgsql;

namespace Purser.Ledger;

/// <summary>What a server says of itself that decides whether it can be trusted with credits.</summary>
/// <param name="SynchronousCommit">Of this connection: <c>on</c>, <c>remote_apply</c>, <c>remote_write</c>, <c>local</c> or <c>off</c>.</param>
/// <param name="Flushes">Whether what is committed is flushed to the disk (<c>fsync</c>).</param>
/// <param name="MendsTornPages">Whether a page half-written at a power failure can be mended (<c>full_page_writes</c>).</param>
/// <param name="ClockDifference">How far the silo's clock is ahead of the server's, or below zero behind it, at the least.</param>
/// <param name="IsReadOnly">Whether the server takes no writes: it is a standby.</param>
public sealed record DatabaseFacts(
    string SynchronousCommit, bool Flushes, bool MendsTornPages, TimeSpan ClockDifference, bool IsReadOnly)
{
    private const string Question =
        """
        SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes'),
               pg_is_in_recovery(), clock_timestamp()
        """;

    /// <summary>Asks a server.</summary>
    /// <param name="connection">An open connection to it.</param>
    /// <param name="clock">The silo's clock.</param>
    /// <param name="ahead">How far that runs ahead on purpose.</param>
    public static async Task<DatabaseFacts> ReadAsync(NpgsqlConnection connection, TimeProvider clock, TimeSpan ahead)
    {
        var asked = clock.GetUtcNow() - ahead;
        await using var command = new NpgsqlCommand(Question, connection);
        await using var row = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await row.ReadAsync().ConfigureAwait(false);
        var answered = clock.GetUtcNow() - ahead;
        var server = row.GetFieldValue<DateTimeOffset>(4);
        return new DatabaseFacts(
            row.GetString(0),
            row.GetString(1) == "on",
            row.GetString(2) == "on",
            // The server read its clock at some instant between the question and the answer.
            server < asked ? asked - server : server > answered ? answered - server : TimeSpan.Zero,
            row.GetBoolean(3));
    }

    /// <summary>Why credits must not be trusted to it, and what to do; null where nothing stands against it.</summary>
    public string? Objection(LedgerDatabaseOptions options)
    {
        if (IsReadOnly)
        {
            return "The database is a standby that takes no writes; connect to the primary (Target Session Attributes=primary).";
        }

        if (!options.AllowDataLoss)
        {
            if (!Flushes)
            {
                return "The database runs with fsync = off: it loses acknowledged credits when the machine fails. Set fsync = on.";
            }

            if (!MendsTornPages)
            {
                return "The database runs with full_page_writes = off: a power failure can damage the ledger. Set full_page_writes = on.";
            }

            if (SynchronousCommit == "off")
            {
                return "The connection's options set synchronous_commit = off: acknowledged credits would be lost in a crash. Take that out of them.";
            }
        }

        return options.MostClockDifference != Timeout.InfiniteTimeSpan && ClockDifference.Duration() > options.MostClockDifference
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The clock of this silo is {ClockDifference.Duration().TotalSeconds:0.0} s {(ClockDifference > TimeSpan.Zero ? "ahead of" : "behind")} the database's; it decides nothing until they agree within {options.MostClockDifference.TotalSeconds:0.#} s. Let both machines keep their time by NTP.")
            : null;
    }
}
