using Purser.Grains.Tests.Teams;
using Purser.Local;
using Purser.Schema;

[assembly: AssemblyFixture(typeof(LedgerServer))]

// Half of a test's time is waiting for PostgreSQL.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]

namespace Purser.Grains.Tests.Teams;

/// <summary>The real PostgreSQL that every test of this assembly that needs one runs on.</summary>
public sealed class LedgerServer : IAsyncLifetime
{
    private TestPostgres? postgres;
    private string migrated = "";

    public async ValueTask InitializeAsync()
    {
        postgres = await TestPostgres.StartAsync();
        migrated = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(migrated);
    }

    /// <summary>A new, empty database; returns the connection string to it.</summary>
    public Task<string> CreateDatabaseAsync() => postgres!.CreateDatabaseAsync();

    /// <summary>A new database with the schema of this version; returns the connection string to it.</summary>
    public Task<string> CreateMigratedAsync() => postgres!.CopyDatabaseAsync(migrated);

    public async ValueTask DisposeAsync() => await postgres!.DisposeAsync();
}
