using Npgsql;

namespace Purser.Ledger;

/// <summary>A lane's one statement, prepared on a connection of its own that is opened when it is needed and given up when it fails.</summary>
/// <param name="database">Where.</param>
/// <param name="create">Makes the statement.</param>
internal sealed class LaneStatement(NpgsqlDataSource database, Func<NpgsqlConnection, NpgsqlCommand> create) : IAsyncDisposable
{
    private NpgsqlConnection? connection;
    private NpgsqlCommand? prepared;

    /// <summary>The statement, ready to be executed.</summary>
    public ValueTask<NpgsqlCommand> GetAsync() => prepared is { } ready ? new(ready) : new(ConnectAsync());

    /// <summary>Gives the connection up; the next use opens another.</summary>
    public async ValueTask DisposeAsync()
    {
        prepared = null;
        if (connection is { } old)
        {
            connection = null;
            try
            {
                await old.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Whatever it says: it is given up anyway, and the lane must live.
            }
        }
    }

    private async Task<NpgsqlCommand> ConnectAsync()
    {
        connection = await database.OpenConnectionAsync().ConfigureAwait(false);
        var command = create(connection);
        await command.PrepareAsync().ConfigureAwait(false);
        return prepared = command;
    }
}
