using Npgsql;

namespace Purser.Ledger;

/// <summary>The ledger's own connections, apart from Orleans' so that neither can starve the other.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    /// <param name="connectionString">An Npgsql connection string to the database.</param>
    /// <param name="lanes">How many connections the writer keeps for itself.</param>
    public LedgerDatabase(string connectionString, int lanes)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "purser-ledger",
            // The lanes, and room for reads: activations, replays of keys, history.
            MaxPoolSize = lanes + 16,
            KeepAlive = 10,
            // A server that hangs, or a lock held by a stopped silo, must not hold us for ever.
            Options = "-c statement_timeout=20s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s",
        };
        Source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Where connections come from.</summary>
    public NpgsqlDataSource Source { get; }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
