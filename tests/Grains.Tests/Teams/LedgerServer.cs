using Purser.Grains.Tests.Teams;
using Purser.Local;

[assembly: AssemblyFixture(typeof(LedgerServer))]

namespace Purser.Grains.Tests.Teams;

/// <summary>The real PostgreSQL that every test of this assembly that needs one runs on.</summary>
public sealed class LedgerServer : IAsyncLifetime
{
    private TestPostgres? postgres;

    public async ValueTask InitializeAsync() => postgres = await TestPostgres.StartAsync();

    public Task<string> CreateDatabaseAsync() => postgres!.CreateDatabaseAsync();

    public async ValueTask DisposeAsync() => await postgres!.DisposeAsync();
}
