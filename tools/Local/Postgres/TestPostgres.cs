using System.Security.Cryptography;
using Npgsql;

namespace Purser.Local;

/// <summary>
/// The server that tests run on, one per test assembly: the one that <c>PURSER_TEST_POSTGRES</c> names (an Npgsql
/// connection string of a user who may create databases), otherwise a throwaway one with PostgreSQL's default
/// durability. Every test class takes a fresh database of it.
/// </summary>
/// <remarks>In an xunit.v3 project: <c>[assembly: AssemblyFixture(typeof(TestPostgres))]</c> over a subclass that is an
/// <c>IAsyncLifetime</c>, or a fixture that awaits <see cref="StartAsync"/>.</remarks>
public sealed class TestPostgres : IAsyncDisposable
{
    public const string Variable = "PURSER_TEST_POSTGRES";

    private readonly string server;
    private readonly TemporaryFolder? folder;
    private readonly List<string> databases = [];

    private TestPostgres(string server, PrivatePostgres? postgres, TemporaryFolder? folder)
    {
        this.server = server;
        this.folder = folder;
        Private = postgres;
    }

    /// <summary>The throwaway server, for tests that kill it; null when the tests were pointed at a given one.</summary>
    public PrivatePostgres? Private { get; }

    public static async Task<TestPostgres> StartAsync(CancellationToken cancellation = default)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new TestPostgres(given, postgres: null, folder: null);
        }

        var place = TemporaryFolder.Create("purser-postgres");
        try
        {
            var postgres = await PrivatePostgres.StartAsync(
                new PrivatePostgresOptions { Folder = place.Path }, cancellation);
            return new TestPostgres(postgres.ConnectionString(), postgres, place);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>A new, empty database; returns the connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix = "test", CancellationToken cancellation = default)
    {
        var database = $"{prefix}_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        await PostgresDatabases.EnsureAsync(server, database, cancellation);
        lock (databases)
        {
            databases.Add(database);
        }

        return new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;
    }

    /// <summary>A copy of a database that nobody is connected to: much faster than to migrate another one.</summary>
    public async Task<string> CopyDatabaseAsync(string connectionString, CancellationToken cancellation = default)
    {
        var original = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        var copy = $"copy_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{copy}\" TEMPLATE \"{original}\"", connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(cancellation);
        lock (databases)
        {
            databases.Add(copy);
        }

        return new NpgsqlConnectionStringBuilder(server) { Database = copy }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (Private is not null)
        {
            await Private.AbandonAsync();
            folder!.Dispose();
            return;
        }

        foreach (var database in databases)
        {
            await PostgresDatabases.DropAsync(server, database, CancellationToken.None);
        }
    }
}
