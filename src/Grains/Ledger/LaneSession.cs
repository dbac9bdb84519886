using Npgsql;

namespace Purser.Ledger;

/// <summary>The rows of a lane's next commit, a list per column, and the statement that writes them.</summary>
internal interface ILaneRows
{
    /// <summary>The statement that writes whatever the lists hold when it is executed.</summary>
    NpgsqlCommand CreateStatement(NpgsqlConnection connection);
}

/// <summary>
/// A connection of a lane with the lane's statement prepared on it. Good until it fails once.
/// </summary>
/// <remarks>
/// A commit that takes too long is left to itself, never canceled. Of a canceled one that waits for a synchronous standby PostgreSQL says
/// that it is committed, with a warning that the standby may not have it, and shows it to everybody. Left alone it stays unseen.
/// </remarks>
internal sealed class LaneSession<TRows> : IAsyncDisposable
    where TRows : ILaneRows, new()
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand statement;
    private Task? left;
    private string? warning;
    private volatile bool lost;

    private LaneSession(NpgsqlConnection connection, NpgsqlCommand statement, TRows rows)
    {
        (this.connection, this.statement, Rows) = (connection, statement, rows);
        connection.Notice += (_, told) => warning = told.Notice.InvariantSeverity == "WARNING" ? told.Notice.MessageText : warning;
    }

    /// <summary>What the statement writes. The session's own: of a commit that is left to itself they may still be on their way.</summary>
    public TRows Rows { get; }

    /// <summary>Whether it failed or was given up.</summary>
    public bool IsLost => lost;

    /// <summary>Connects and prepares.</summary>
    public static async Task<LaneSession<TRows>> OpenAsync(NpgsqlDataSource database)
    {
        var opened = await database.OpenConnectionAsync().ConfigureAwait(false);
        try
        {
            var rows = new TRows();
            var prepared = rows.CreateStatement(opened);
            prepared.CommandTimeout = 0;
            await prepared.PrepareAsync().ConfigureAwait(false);
            return new LaneSession<TRows>(opened, prepared, rows);
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes the rows.</summary>
    /// <param name="execute">How the statement is executed.</param>
    /// <param name="patience">How long to wait for it, by the clock of the machine: it is the network and a disk that are waited for.</param>
    /// <exception cref="TimeoutException">It took longer; whether it will have been written is not known, and the session is lost.</exception>
    /// <exception cref="NpgsqlException">It failed, or PostgreSQL warned of it: a commit that it does not vouch for is none.</exception>
    public async Task<T> WriteAsync<T>(Func<NpgsqlCommand, Task<T>> execute, TimeSpan patience)
    {
        var execution = execute(statement);
        try
        {
            var result = await execution.WaitAsync(patience, TimeProvider.System).ConfigureAwait(false);
            return warning is null ? result : throw new NpgsqlException($"PostgreSQL warned: {warning}");
        }
        catch (TimeoutException) when (!execution.IsCompleted)
        {
            (left, lost) = (execution, true);
            throw;
        }
    }

    /// <summary>Gives the connection up; one with a commit that was left to itself as soon as that has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        lost = true;
        if (left is { IsCompleted: false })
        {
            _ = CloseAfterAsync(left);
        }
        else
        {
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private async Task CloseAfterAsync(Task commit)
    {
        await commit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync().ConfigureAwait(false);
    }

    private async ValueTask CloseAsync()
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever it says: it is given up anyway, and the lane must live.
        }
    }
}
