using Npgsql;

namespace Purser.Ledger;

/// <summary>The ledger's own connections, apart from Orleans' so that neither can starve the other.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    /// <summary>
    /// A server that hangs, or a lock held by a stopped silo, must not hold us for ever; and what is acknowledged is flushed,
    /// whatever the server's, the database's or the role's default is. Options of the operator's own come after these and win.
    /// </summary>
    private const string SessionOptions =
        "-c statement_timeout=20s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s -c synchronous_commit=on";

    /// <param name="connectionString">An Npgsql connection string to the database.</param>
    /// <param name="budget">How many connections there may be for each purpose.</param>
    /// <param name="check">What is asked of a connection before a lane commits over it; it throws where it must not.</param>
    public LedgerDatabase(string connectionString, ConnectionBudget budget, Func<NpgsqlConnection, Task> check)
    {
        Source = NpgsqlDataSource.Create(Settings(connectionString, "purser-ledger", budget.Reads));
        // Its questions are few and come again and again: a connection that has planned one keeps the plan.
        var history = Settings(connectionString, "purser-history", budget.History);
        history.MaxAutoPrepare = 20;
        history.AutoPrepareMinUsages = 2;
        History = NpgsqlDataSource.Create(history);
        Work = NpgsqlDataSource.Create(Settings(connectionString, "purser-work", budget.Work));
        // A lane's connection is its own until it fails, and then it is not to come back from a pool.
        var lanes = new NpgsqlDataSourceBuilder(Settings(connectionString, "purser-lane", poolSize: null).ConnectionString);
        lanes.UsePhysicalConnectionInitializer(static _ => throw new NotSupportedException("Lanes connect asynchronously."), check);
        Lanes = lanes.Build();
    }

    /// <summary>For commits: a connection for each lane of the ledger and of Auto Bid's jobs.</summary>
    public NpgsqlDataSource Lanes { get; }

    /// <summary>For what else debits wait for: activations, keys.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>For what they must never wait for: usage, audits, long replays; few at a time.</summary>
    public NpgsqlDataSource History { get; }

    /// <summary>For Stripe's events and what they are about, and for Auto Bid's settings and runs.</summary>
    public NpgsqlDataSource Work { get; }

    /// <summary>Closes what is pooled: those connections may lead to a server that another has taken over from.</summary>
    public void ForgetConnections()
    {
        Source.Clear();
        History.Clear();
        Work.Clear();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Lanes.DisposeAsync();
        await Source.DisposeAsync();
        await History.DisposeAsync();
        await Work.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder Settings(string connectionString, string name, int? poolSize)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = name };
        settings.Options = string.IsNullOrEmpty(settings.Options) ? SessionOptions : $"{SessionOptions} {settings.Options}";
        settings.KeepAlive = settings.ContainsKey("Keepalive") && settings.KeepAlive > 0 ? settings.KeepAlive : 10;
        // A server whose machine is gone says nothing: what waits for it hears of that from the network, within a minute.
        settings.TcpKeepAliveTime = settings.TcpKeepAliveTime > 0 ? settings.TcpKeepAliveTime : 10;
        settings.TcpKeepAliveInterval = settings.TcpKeepAliveInterval > 0 ? settings.TcpKeepAliveInterval : 5;
        settings.MinPoolSize = 0;
        settings.Pooling = poolSize is not null;
        settings.MaxPoolSize = poolSize ?? 1;
        return settings;
    }
}
