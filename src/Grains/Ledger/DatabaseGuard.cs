using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>
/// Whether the database, and the silo's own clock beside it, are trusted. Where they are not, nothing is decided: callers are
/// told to try again, and the silo is unhealthy until the reason is gone.
/// </summary>
public sealed partial class DatabaseGuard(IOptions<LedgerDatabaseOptions> options, TimeProvider clock, ILogger<DatabaseGuard> log)
{
    private volatile string? objection;
    private Agreement? agreed;

    /// <summary>Why nothing is decided; null while everything is.</summary>
    public string? Objection => objection;

    /// <summary>Asks a server whether it can be trusted; connections of lanes are asked when they are made.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot.</exception>
    public async Task CheckAsync(NpgsqlConnection connection)
    {
        var facts = await DatabaseFacts.ReadAsync(connection, clock, options.Value.ClockAhead).ConfigureAwait(false);
        var found = facts.Objection(options.Value);
        Volatile.Write(ref agreed, found is null ? new Agreement(clock.GetUtcNow(), clock.GetTimestamp()) : null);
        Note(found);
        if (found is not null)
        {
            throw new LedgerUnavailableException(found);
        }
    }

    /// <summary>What time it is, for whoever decides by it.</summary>
    /// <remarks>
    /// A clock that was set while the silo runs is noticed here and not at the next check: it has gone further since the clocks
    /// last agreed than the time that passed.
    /// </remarks>
    /// <exception cref="LedgerUnavailableException">The database or the clock is not trusted.</exception>
    public DateTimeOffset Now()
    {
        if (objection is { } reason)
        {
            throw new LedgerUnavailableException(reason);
        }

        var now = clock.GetUtcNow();
        if (Volatile.Read(ref agreed) is { } last && options.Value.MostClockDifference is var most && most != Timeout.InfiniteTimeSpan
            && (now - last.At - clock.GetElapsedTime(last.Timestamp)).Duration() > most)
        {
            Note("The clock of this silo was set while it ran; it decides nothing until it was compared with the database's again.");
            throw new LedgerUnavailableException(objection!);
        }

        return now;
    }

    private void Note(string? found)
    {
        var before = objection;
        objection = found;
        if (found is not null && found != before)
        {
            LogNotTrusted(found);
        }
        else if (found is null && before is not null)
        {
            LogTrustedAgain();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Nothing is decided any more: {Reason}")]
    private partial void LogNotTrusted(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database and this silo's clock are trusted again.")]
    private partial void LogTrustedAgain();

    /// <summary>When the silo's clock and the server's last agreed.</summary>
    private sealed record Agreement(DateTimeOffset At, long Timestamp);
}
