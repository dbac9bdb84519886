using Purser.Local;
using Purser.Tests;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Purser.Tests;

public sealed class PostgresServer : IAsyncLifetime
{
    private TestPostgres? postgres;

    public async ValueTask InitializeAsync() => postgres = await TestPostgres.StartAsync();

    public Task<string> CreateDatabaseAsync() =>
        postgres!.CreateDatabaseAsync("silo", TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
}
