using Microsoft.Extensions.Options;
using Npgsql;
using Purser.Hosting;
using Purser.Ledger;

namespace Purser.Silo;

/// <summary>
/// Orleans' own way into the database, apart from the ledger's and small, and again in two: a storm of grains that
/// read and write their state must not keep a healthy silo from saying that it is alive.
/// </summary>
internal sealed class OrleansDatabase : IAsyncDisposable
{
    public OrleansDatabase(IOptions<DatabaseOptions> options, ConnectionBudget budget)
    {
        ConnectionString = options.Value.ConnectionString;
        Membership = CreatePool("membership", budget.Membership);
        Storage = CreatePool("storage", budget.Storage);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Membership { get; }

    public NpgsqlDataSource Storage { get; }

    public async ValueTask DisposeAsync()
    {
        await Membership.DisposeAsync();
        await Storage.DisposeAsync();
    }

    private NpgsqlDataSource CreatePool(string purpose, int connections) => NpgsqlDataSource.Create(
        DatabaseAddress.OfOrleans(ConnectionString, $"purser {purpose}", connections));
}
