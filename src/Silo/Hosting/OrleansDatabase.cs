using Microsoft.Extensions.Options;
using Npgsql;

namespace Purser.Hosting;

/// <summary>
/// Orleans' own way into the database, apart from the ledger's and small, and again in two: a storm of grains that
/// read and write their state must not keep a healthy silo from saying that it is alive.
/// </summary>
internal sealed class OrleansDatabase : IAsyncDisposable
{
    /// <summary>One for the heartbeat, one for a vote or a refresh at the same time.</summary>
    private const int MembershipConnections = 2;

    /// <summary>Reminders alone would open 30 for every refresh, and a server has about 100 for everybody.</summary>
    private const int StorageConnections = 10;

    public OrleansDatabase(IOptions<DatabaseOptions> options)
    {
        ConnectionString = options.Value.ConnectionString;
        Membership = CreatePool("membership", MembershipConnections);
        Storage = CreatePool("storage", StorageConnections);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Membership { get; }

    public NpgsqlDataSource Storage { get; }

    public async Task PingAsync(CancellationToken cancellation)
    {
        await using var command = Membership.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Membership.DisposeAsync();
        await Storage.DisposeAsync();
    }

    private NpgsqlDataSource CreatePool(string purpose, int connections)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            ApplicationName = $"purser {purpose}",
            MaxPoolSize = connections,
            MinPoolSize = 0,
            SearchPath = "orleans",
            // Orleans passes some instants without their zone; they are UTC.
            Timezone = "UTC",
        };
        return NpgsqlDataSource.Create(settings);
    }
}
