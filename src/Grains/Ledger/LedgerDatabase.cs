using Npgsql;

namespace Purser.Ledger;

/// <summary>The ledger's own connections, apart from Orleans' so that neither can starve the other.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    private const int HistoryConnections = 8;
    private const int BillingConnections = 8;
    private const int AutoBidConnections = 12;

    /// <param name="connectionString">An Npgsql connection string to the database.</param>
    /// <param name="lanes">How many connections the writer keeps for itself.</param>
    public LedgerDatabase(string connectionString, int lanes)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "purser-ledger",
            // The lanes, and room for reads: activations, repeated keys.
            MaxPoolSize = lanes + 16,
            KeepAlive = 10,
            // A server that hangs, or a lock held by a stopped silo, must not hold us for ever.
            Options = "-c statement_timeout=20s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s",
        };
        Source = NpgsqlDataSource.Create(settings);
        settings.ApplicationName = "purser-history";
        settings.MaxPoolSize = HistoryConnections;
        History = NpgsqlDataSource.Create(settings);
        settings.ApplicationName = "purser-billing";
        settings.MaxPoolSize = BillingConnections;
        Billing = NpgsqlDataSource.Create(settings);
        settings.ApplicationName = "purser-auto-bid";
        settings.MaxPoolSize = AutoBidConnections;
        AutoBid = NpgsqlDataSource.Create(settings);
    }

    /// <summary>For what debits wait for: commits, activations, keys.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>For what they must never wait for: usage and audits, few at a time.</summary>
    public NpgsqlDataSource History { get; }

    /// <summary>For Stripe's events and what they are about.</summary>
    public NpgsqlDataSource Billing { get; }

    /// <summary>For Auto Bid's jobs.</summary>
    public NpgsqlDataSource AutoBid { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await History.DisposeAsync();
        await Billing.DisposeAsync();
        await AutoBid.DisposeAsync();
    }
}
