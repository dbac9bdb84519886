namespace Purser.Tests;

/// <summary>One silo, on a database of its own, for all tests of a class.</summary>
public sealed class SiloFixture(PostgresServer postgres) : IAsyncLifetime
{
    private RunningSilo? _silo;

    public string ConnectionString { get; private set; } = "";

    public IServiceProvider Services => _silo!.Services;

    public string Url => _silo!.Url;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _silo = await RunningSilo.StartAsync(ConnectionString);
    }

    public ValueTask DisposeAsync() => _silo?.DisposeAsync() ?? ValueTask.CompletedTask;
}
