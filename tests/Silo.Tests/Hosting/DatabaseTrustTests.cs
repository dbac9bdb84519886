using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Purser.Hosting;
using Purser.Ledger;
using Purser.Local;
using Purser.Teams;

namespace Purser.Tests.Hosting;

/// <summary>A server that may lose what it acknowledged, or has too little room: a silo does not start on it, and one that runs says so.</summary>
public sealed class DatabaseTrustTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-trust");
    private PrivatePostgres? postgres;
    private string database = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // One of its own: its settings are the whole server's.
        postgres = await PrivatePostgres.StartAsync(new() { Folder = folder.Path }, Cancellation);
        database = await postgres.EnsureDatabaseAsync("purser", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await (postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        folder.Dispose();
    }

    [Fact]
    public async Task A_silo_does_not_start_on_a_server_that_does_not_flush()
    {
        await SetFlushAsync("off");

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningSilo.StartAsync(database));

        Assert.Contains("fsync = off", refused.Message, StringComparison.Ordinal);
        await using var wanted = await RunningSilo.StartAsync(database, "--Purser:Database:AllowDataLoss", "true");
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(wanted)).Status);
    }

    [Fact]
    public async Task A_silo_does_not_start_where_it_wants_more_connections_than_the_server_has()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningSilo.StartAsync(database, "--Purser:Database:Connections", "1000"));

        Assert.Contains("Purser:Database:Connections is 1000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("max_connections", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_runs_is_not_ready_while_the_server_is_not_trusted()
    {
        await using var silo = await RunningSilo.StartAsync(database);
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(silo)).Status);
        await SetFlushAsync("off");
        // As the next connection that commits would.
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => silo.Services.GetRequiredService<DatabaseGuard>().CheckAsync(connection));

        var (status, body) = await ReadyAsync(silo);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, body));

        // It finds out by itself that the reason is gone.
        await SetFlushAsync("on");
        for (var since = TimeProvider.System.GetTimestamp(); (await ReadyAsync(silo)).Status != HttpStatusCode.OK;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "It does not get ready again.");
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> ReadyAsync(RunningSilo silo)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(silo.Url + "/health/ready"), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Returns when new connections have it so.</summary>
    private async Task SetFlushAsync(string value)
    {
        await AskAsync($"ALTER SYSTEM SET fsync = {value}");
        await AskAsync("SELECT pg_reload_conf()");
        for (var since = TimeProvider.System.GetTimestamp(); await AskAsync("SHOW fsync") != value;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "The server does not take its settings in.");
        }
    }

    private async Task<string?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(Cancellation))?.ToString();
    }
}
