using System.Security.Cryptography;
using Npgsql;
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
    private readonly string silo = $"silo_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly string password = RandomNumberGenerator.GetHexString(16);
    private TestPostgres? postgres;
    private string migrated = "";

    public async ValueTask InitializeAsync()
    {
        postgres = await TestPostgres.StartAsync();
        migrated = await postgres.CreateDatabaseAsync();
        await DatabaseRoles.CreateAsync(migrated, CancellationToken.None);
        await DatabaseSchema.MigrateAsync(migrated);
        await ExecuteAsync($"CREATE ROLE {silo} LOGIN PASSWORD '{password}' IN ROLE purser_silo");
    }

    /// <summary>Signs in as a silo does, with a silo's rights: nothing that grains do needs more.</summary>
    public string AsSilo(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = silo, Password = password }.ConnectionString;

    /// <summary>A new, empty database; returns the connection string to it.</summary>
    public Task<string> CreateDatabaseAsync() => postgres!.CreateDatabaseAsync();

    /// <summary>A new database with the schema of this version; returns the connection string to it.</summary>
    public Task<string> CreateMigratedAsync() => postgres!.CopyDatabaseAsync(migrated);

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"DROP ROLE {silo}");
        await postgres!.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(migrated) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
