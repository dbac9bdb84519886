using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Purser.Local.Tests;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly TemporaryFolder data = TemporaryFolder.Create("purser-local-tests");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_listens_on_loopback_only_with_a_password_and_the_default_durability()
    {
        await using var postgres = await StartAsync();

        Assert.Equal("127.0.0.1", await ScalarAsync(postgres, "SHOW listen_addresses"));
        Assert.Equal("on", await ScalarAsync(postgres, "SHOW fsync"));
        Assert.Equal("on", await ScalarAsync(postgres, "SHOW synchronous_commit"));
        Assert.Equal("200", await ScalarAsync(postgres, "SHOW max_connections"));
        await Assert.ThrowsAsync<PostgresException>(() =>
            ScalarAsync(new NpgsqlConnectionStringBuilder(postgres.ConnectionString()) { Password = "guess" }.ConnectionString, "SELECT 1"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(data.Path, "postgres.password")));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_kill_and_after_a_stop()
    {
        await using (var postgres = await StartAsync())
        {
            await ScalarAsync(postgres, "CREATE TABLE kept (id int)");
            await ScalarAsync(postgres, "INSERT INTO kept VALUES (1)");
            var port = postgres.Port;
            await postgres.KillAsync();
            Assert.Null(postgres.ProcessId);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(postgres, "SELECT 1"));

            await postgres.StartAsync(Cancellation);

            Assert.Equal(port, postgres.Port);
            await ScalarAsync(postgres, "INSERT INTO kept VALUES (2)");
        }

        await using var again = await StartAsync();
        Assert.Equal(2L, await ScalarAsync(again, "SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task A_lock_file_left_by_a_crash_does_not_stop_it_even_when_its_pid_lives_again_as_something_else()
    {
        await using var postgres = await StartAsync();
        await postgres.KillAsync();
        var lockFile = Path.Combine(data.Path, "postgres", "postmaster.pid");
        var lines = await File.ReadAllLinesAsync(lockFile, Cancellation);
        lines[0] = Environment.ProcessId.ToString();
        await File.WriteAllLinesAsync(lockFile, lines, Cancellation);

        await postgres.StartAsync(Cancellation);

        Assert.Equal(1, await ScalarAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_that_an_earlier_launcher_left_behind_is_stopped_first()
    {
        await using var left = await StartAsync();
        var process = left.ProcessId;

        await using var postgres = await StartAsync();

        Assert.Null(left.ProcessId);
        Assert.NotEqual(process, postgres.ProcessId);
        Assert.Equal(1, await ScalarAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_taken_port_fails_with_the_reason_in_the_message()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<LocalException>(() =>
            PrivatePostgres.StartAsync(new PrivatePostgresOptions { Folder = data.Path, Port = port }, Cancellation));

        Assert.Contains("Address already in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_test_database_is_a_fresh_one()
    {
        await using var server = await TestPostgres.StartAsync(Cancellation);

        var first = await server.CreateDatabaseAsync(cancellation: Cancellation);
        var second = await server.CreateDatabaseAsync(cancellation: Cancellation);

        Assert.NotEqual(first, second, StringComparer.Ordinal);
        await ScalarAsync(first, "CREATE TABLE t ()");
        await ScalarAsync(second, "CREATE TABLE t ()");
    }

    public void Dispose() => data.Dispose();

    private Task<PrivatePostgres> StartAsync() =>
        PrivatePostgres.StartAsync(new PrivatePostgresOptions { Folder = data.Path }, Cancellation);

    private static Task<object?> ScalarAsync(PrivatePostgres postgres, string sql) =>
        ScalarAsync(postgres.ConnectionString(), sql);

    private static async Task<object?> ScalarAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
