using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Purser.AuditTrail;

namespace Purser.Alerts;

/// <summary>The table of where alerts go.</summary>
internal sealed class AlertEndpointStore(NpgsqlDataSource database)
{
    private const string Columns = "endpoint_id, team_id, name, url, created_at, rotated_at";

    private const string Delivery =
        """
        SELECT alert_id, alert.team_id, kind, at, attempts, tried_at, delivered_at, due_at, status, trouble
        FROM purser.alert_delivery JOIN purser.alert USING (alert_id)
        WHERE endpoint_id = $1 AND ($2::bigint IS NULL OR alert_id < $2) ORDER BY alert_id DESC LIMIT $3
        """;

    public Task<AlertEndpoint?> AddAsync(AlertEndpoint endpoint, AlertSecret secret) => ChangeAsync(
        AuditChange.AlertEndpointAdded,
        endpoint.CreatedAt,
        $"""
        INSERT INTO purser.alert_endpoint (endpoint_id, team_id, name, url, secret, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (endpoint_id) DO NOTHING RETURNING {Columns}
        """,
        Text(endpoint.EndpointId), Text(endpoint.TeamId?.Value), Text(endpoint.Name), Text(endpoint.Url.AbsoluteUri), Text(secret.Text), Instant(endpoint.CreatedAt));

    public Task<AlertEndpoint[]> ListAsync(AlertEndpointsQuery query) => ReadAsync(
        $"""
        SELECT {Columns} FROM purser.alert_endpoint
        WHERE removed_at IS NULL AND ($1::text IS NULL OR team_id = $1)
          AND ($2::text IS NULL OR position < (SELECT position FROM purser.alert_endpoint WHERE endpoint_id = $2))
        ORDER BY position DESC LIMIT $3
        """,
        Text(query.TeamId?.Value), Text(query.Before), new NpgsqlParameter { Value = query.Count });

    /// <summary>Those of a team and those of all.</summary>
    public Task<AlertEndpoint[]> ListenersAsync(TeamId teamId, int most) => ReadAsync(
        $"SELECT {Columns} FROM purser.alert_endpoint WHERE removed_at IS NULL AND (team_id = $1 OR team_id IS NULL) ORDER BY position DESC LIMIT $2",
        Text(teamId.Value), new NpgsqlParameter { Value = most });

    /// <summary>While the one before is good still, both it and the one that it took the place of go on signing: whose answer was lost asks again.</summary>
    public Task<AlertEndpoint?> RotateAsync(string endpointId, AlertSecret secret, DateTimeOffset now, TimeSpan overlap) => ChangeAsync(
        AuditChange.AlertEndpointRotated,
        now,
        $"""
        UPDATE purser.alert_endpoint SET
          previous_secret = CASE WHEN secret = $2 THEN previous_secret
            WHEN previous_until > $3 THEN secret || ' ' || split_part(previous_secret, ' ', 1) ELSE secret END,
          previous_until = CASE WHEN secret = $2 THEN previous_until ELSE $4 END,
          secret = $2, rotated_at = $3
        WHERE endpoint_id = $1 AND removed_at IS NULL RETURNING {Columns}
        """,
        Text(endpointId), Text(secret.Text), Instant(now), Instant(now + overlap));

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string endpointId, DateTimeOffset now)
    {
        await ChangeAsync(
            AuditChange.AlertEndpointRemoved,
            now,
            $"UPDATE purser.alert_endpoint SET removed_at = $2 WHERE endpoint_id = $1 AND removed_at IS NULL RETURNING {Columns}",
            Text(endpointId), Instant(now));
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM purser.alert_endpoint WHERE endpoint_id = $1)");
        command.Parameters.Add(Text(endpointId));
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One with what its messages are signed with.</summary>
    public async Task<(Uri Url, IReadOnlyList<AlertSecret> Secrets)?> FindAsync(string endpointId, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            "SELECT url, secret, previous_secret, previous_until FROM purser.alert_endpoint WHERE endpoint_id = $1 AND removed_at IS NULL");
        command.Parameters.Add(Text(endpointId));
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? (new Uri(row.GetString(0)), Secrets(row, first: 1, now)) : null;
    }

    /// <summary>What messages are signed with now.</summary>
    /// <param name="row">It has the secret, those before it and until when they are good, one after the other.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="now">What time it is.</param>
    public static IReadOnlyList<AlertSecret> Secrets(NpgsqlDataReader row, int first, DateTimeOffset now) =>
    [
        new(row.GetString(first)),
        .. row.IsDBNull(first + 1) || row.GetFieldValue<DateTimeOffset>(first + 2) <= now
            ? []
            : row.GetString(first + 1).Split(' ').Select(static secret => new AlertSecret(secret)),
    ];

    public async Task<AlertDelivery[]> DeliveriesAsync(AlertDeliveriesQuery query)
    {
        await using var command = database.CreateCommand(Delivery);
        command.Parameters.Add(Text(query.EndpointId));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)query.Before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter { Value = query.Count });
        await using var row = await command.ExecuteReaderAsync();
        List<AlertDelivery> deliveries = [];
        while (await row.ReadAsync())
        {
            deliveries.Add(new AlertDelivery(
                row.GetInt64(0),
                TeamId.Parse(row.GetString(1)),
                (AlertKind)row.GetInt16(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.GetInt32(4),
                InstantOf(row, 5),
                InstantOf(row, 6),
                InstantOf(row, 7),
                row.IsDBNull(8) ? null : row.GetInt32(8),
                row.IsDBNull(9) ? null : row.GetString(9)));
        }

        return [.. deliveries];
    }

    /// <summary>Changes one, and says who did it; where nothing changes, nothing is said.</summary>
    private async Task<AlertEndpoint?> ChangeAsync(AuditChange change, DateTimeOffset now, string sql, params NpgsqlParameter[] parameters)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        AlertEndpoint? after;
        await using (var command = new NpgsqlCommand(sql, connection, transaction))
        {
            command.Parameters.AddRange(parameters);
            await using var row = await command.ExecuteReaderAsync();
            after = await row.ReadAsync() ? Read(row) : null;
        }

        if (after is not null)
        {
            await using var audit = new NpgsqlBatch(connection, transaction);
            audit.BatchCommands.Add(AuditRows.Command([new AuditRow(now, after.TeamId, Actor.Current, change, Subject: after.EndpointId, After: Facts(after))]));
            await audit.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return after;
    }

    private async Task<AlertEndpoint[]> ReadAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync();
        List<AlertEndpoint> endpoints = [];
        while (await rows.ReadAsync())
        {
            endpoints.Add(Read(rows));
        }

        return [.. endpoints];
    }

    /// <summary>For the audit trail: the host and not the address, whose path may be a secret.</summary>
    private static string Facts(AlertEndpoint endpoint) => new JsonObject { ["host"] = endpoint.Url.Authority, ["rotatedAt"] = endpoint.RotatedAt?.UtcDateTime }.ToJsonString();

    private static AlertEndpoint Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.IsDBNull(1) ? null : TeamId.Parse(row.GetString(1)),
        row.GetString(2),
        new Uri(row.GetString(3)),
        row.GetFieldValue<DateTimeOffset>(4),
        InstantOf(row, 5));

    private static DateTimeOffset? InstantOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Instant(DateTimeOffset at) => new() { Value = at.ToUniversalTime() };
}
