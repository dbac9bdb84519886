using Microsoft.Extensions.Options;
using Npgsql;
using Purser.Hosting;
using Purser.Ledger;

namespace Purser.Silo;

/// <summary>Before the silo starts: whether the server can be trusted with credits, and has the connections that the silo wants.</summary>
internal sealed partial class DatabaseCheck(
    IOptions<DatabaseOptions> database, LedgerDatabase ledger, IOptions<LedgerDatabaseOptions> options, TimeProvider clock, ILogger<DatabaseCheck> log)
    : IHostedService
{
    private const string Connections =
        """
        SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                 - coalesce(current_setting('reserved_connections', true)::int, 0),
               (SELECT count(*)::int FROM orleans.membership WHERE status = 3)
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ledger.Source.OpenConnectionAsync(cancellationToken);
        var facts = await DatabaseFacts.ReadAsync(connection, clock, options.Value.ClockAhead);
        if (facts.Objection(options.Value) is { } objection)
        {
            throw new StartRefusedException(objection);
        }

        await CheckConnectionsAsync(connection, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckConnectionsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Connections, connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var (available, silos) = (row.GetInt32(0), row.GetInt32(1) + 1);
        var wanted = options.Value.Connections;
        if (wanted > available)
        {
            throw new StartRefusedException(
                $"{LedgerDatabaseOptions.Section}:{nameof(LedgerDatabaseOptions.Connections)} is {wanted}, but the server has {available} connections for everybody; "
                + "lower it, or raise the server's max_connections.");
        }

        if ((long)wanted * silos > available)
        {
            LogTooFewConnections(silos, wanted, wanted * silos, available, new NpgsqlConnectionStringBuilder(database.Value.ConnectionString).Host!);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Silos} silos of {Connections} connections each may want {Wanted}, but {Host} has {Available} for everybody: "
        + "raise max_connections, or lower Purser:Database:Connections")]
    private partial void LogTooFewConnections(int silos, int connections, int wanted, int available, string host);
}
