using Purser.Local;
using Purser.Tests;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Purser.Tests;

public sealed class PostgresServer : IAsyncLifetime
{
    private TestPostgres? _postgres;

    public async ValueTask InitializeAsync() => _postgres = await TestPostgres.StartAsync();

    public Task<string> CreateDatabaseAsync() =>
        _postgres!.CreateDatabaseAsync("silo", TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
}
