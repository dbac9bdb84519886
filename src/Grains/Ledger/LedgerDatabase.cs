using Npgsql;

namespace Purser.Ledger;

/// <summary>The ledger's own connections, apart from Orleans' so that neither can starve the other.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    // Activations, repeated keys.
    private const int LedgerReads = 16;
    private const int HistoryConnections = 8;
    private const int BillingConnections = 8;
    private const int AutoBidConnections = 12;

    /// <param name="connectionString">An Npgsql connection string to the database.</param>
    public LedgerDatabase(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "purser-ledger",
            MaxPoolSize = LedgerReads,
            KeepAlive = 10,
            // A server that hangs, or a lock held by a stopped silo, must not hold us for ever.
            Options = "-c statement_timeout=20s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s",
        };
        Source = NpgsqlDataSource.Create(settings);
        // A lane's connection is its own until it fails, and then it is not to come back from a pool.
        settings.ApplicationName = "purser-lane";
        settings.Pooling = false;
        Lanes = NpgsqlDataSource.Create(settings);
        settings.Pooling = true;
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

    /// <summary>For commits: a connection for each lane.</summary>
    public NpgsqlDataSource Lanes { get; }

    /// <summary>For what else debits wait for: activations, keys.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>For what they must never wait for: usage and audits, few at a time.</summary>
    public NpgsqlDataSource History { get; }

    /// <summary>For Stripe's events and what they are about.</summary>
    public NpgsqlDataSource Billing { get; }

    /// <summary>For Auto Bid's jobs.</summary>
    public NpgsqlDataSource AutoBid { get; }

    /// <summary>Closes what is pooled: those connections may lead to a server that another has taken over from.</summary>
    public void ForgetConnections()
    {
        Source.Clear();
        History.Clear();
        Billing.Clear();
        AutoBid.Clear();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Lanes.DisposeAsync();
        await Source.DisposeAsync();
        await History.DisposeAsync();
        await Billing.DisposeAsync();
        await AutoBid.DisposeAsync();
    }
}
