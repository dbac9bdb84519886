namespace Purser.Tests;

/// <summary>One silo, on a database of its own, for all tests of a class.</summary>
public sealed class SiloFixture(PostgresServer postgres) : IAsyncLifetime
{
    private RunningSilo? silo;

    public string ConnectionString { get; private set; } = "";

    public IServiceProvider Services => silo!.Services;

    public string Url => silo!.Url;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        silo = await RunningSilo.StartAsync(ConnectionString);
    }

    public ValueTask DisposeAsync() => silo?.DisposeAsync() ?? ValueTask.CompletedTask;
}
