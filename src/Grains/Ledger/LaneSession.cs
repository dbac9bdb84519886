using Npgsql;

namespace Purser.Ledger;

/// <summary>A connection of a lane with the lane's statement prepared on it. Good until it fails once.</summary>
internal sealed class LaneSession : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private volatile bool lost;

    private LaneSession(NpgsqlConnection connection, NpgsqlCommand statement)
    {
        this.connection = connection;
        Statement = statement;
    }

    /// <summary>The lane's statement.</summary>
    public NpgsqlCommand Statement { get; }

    /// <summary>Whether it failed or was given up.</summary>
    public bool IsLost => lost;

    /// <summary>Connects and prepares.</summary>
    /// <param name="database">Where.</param>
    /// <param name="create">Makes the statement.</param>
    public static async Task<LaneSession> OpenAsync(NpgsqlDataSource database, Func<NpgsqlConnection, NpgsqlCommand> create)
    {
        var opened = await database.OpenConnectionAsync().ConfigureAwait(false);
        try
        {
            var statement = create(opened);
            await statement.PrepareAsync().ConfigureAwait(false);
            return new LaneSession(opened, statement);
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the connection up.</summary>
    public async ValueTask DisposeAsync()
    {
        lost = true;
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
