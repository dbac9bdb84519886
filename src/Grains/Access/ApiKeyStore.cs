using Npgsql;
using NpgsqlTypes;
using Purser.AuditTrail;

namespace Purser.Access;

/// <summary>The table of API keys.</summary>
internal sealed class ApiKeyStore(NpgsqlDataSource database)
{
    private const string Columns =
        "key_id, name, scope, team_id, prefix, created_at, expires_at, rotated_at, last_used_at, revoked_at";

    /// <summary>Comes first in every change: its lock puts versions in the order of their commits.</summary>
    private const string Raise = "UPDATE purser.api_key_version SET version = version + 1";

    public Task AddAsync(ApiKey key, byte[] hash) => ChangeAsync(
        key.KeyId,
        AuditChange.ApiKeyCreated,
        key.CreatedAt,
        $"""
        INSERT INTO purser.api_key (key_id, name, scope, team_id, prefix, hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (key_id) DO NOTHING RETURNING {Columns}
        """,
        Value(key.Name), Value((short)key.Scope), Value(key.TeamId?.Value), Value(key.Prefix), Hash(hash), Value(key.CreatedAt), Value(key.ExpiresAt));

    public Task<ApiKey[]> ListAsync(ApiKeysQuery query) => RunAsync(async () =>
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns} FROM purser.api_key
            WHERE ($1::text IS NULL OR team_id = $1)
              AND ($2::text IS NULL OR position < (SELECT position FROM purser.api_key WHERE key_id = $2))
            ORDER BY position DESC LIMIT $3
            """);
        command.Parameters.Add(Value(query.TeamId?.Value));
        command.Parameters.Add(Value(query.Before));
        command.Parameters.Add(Value(query.Count));
        await using var rows = await command.ExecuteReaderAsync();
        List<ApiKey> keys = [];
        while (await rows.ReadAsync())
        {
            keys.Add(Read(rows));
        }

        return keys.ToArray();
    });

    public Task<ApiKey?> RotateAsync(string keyId, string prefix, byte[] hash, DateTimeOffset now, TimeSpan overlap) => ChangeAsync(
        keyId,
        AuditChange.ApiKeyRotated,
        now,
        $"""
        UPDATE purser.api_key SET
          previous_hash = CASE WHEN hash = $3 THEN previous_hash ELSE hash END,
          previous_until = CASE WHEN hash = $3 THEN previous_until ELSE $5 END,
          hash = $3, prefix = $2, rotated_at = $4
        WHERE key_id = $1 AND revoked_at IS NULL RETURNING {Columns}
        """,
        Value(prefix), Hash(hash), Value(now), Value(now + overlap));

    public async Task<DateTimeOffset?> RevokeAsync(string keyId, DateTimeOffset now) => (await ChangeAsync(
        keyId,
        AuditChange.ApiKeyRevoked,
        now,
        $"UPDATE purser.api_key SET revoked_at = coalesce(revoked_at, $2) WHERE key_id = $1 RETURNING {Columns}",
        Value(now)))?.RevokedAt;

    /// <remarks>In one statement, so that what is found is of the version that is said.</remarks>
    public Task<FoundApiKey> FindAsync(byte[] hash) => RunAsync(async () =>
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns}, version, CASE WHEN hash = $1 THEN expires_at ELSE least(previous_until, expires_at) END
            FROM purser.api_key_version LEFT JOIN purser.api_key ON (hash = $1 OR previous_hash = $1) AND revoked_at IS NULL
            """);
        command.Parameters.Add(Hash(hash));
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new FoundApiKey(row.GetInt64(10), row.IsDBNull(0) ? null : Read(row), Instant(row, 11));
    });

    public Task<long> ConfirmAsync(ApiKeyUse[] uses) => RunAsync(async () =>
    {
        if (uses.Length > 0)
        {
            await using var touch = database.CreateCommand(
                """
                UPDATE purser.api_key k SET last_used_at = used.at FROM unnest($1, $2) used (key_id, at)
                WHERE k.key_id = used.key_id AND (k.last_used_at IS NULL OR k.last_used_at < used.at)
                """);
            touch.Parameters.Add(Value(uses.Select(static use => use.KeyId).ToArray()));
            touch.Parameters.Add(Value(uses.Select(static use => use.At.ToUniversalTime()).ToArray()));
            await touch.ExecuteNonQueryAsync();
        }

        await using var command = database.CreateCommand("SELECT version FROM purser.api_key_version");
        return (long)(await command.ExecuteScalarAsync())!;
    });

    /// <summary>Changes one key, raises the version of all, and says who did it; the same again is not said twice.</summary>
    private Task<ApiKey?> ChangeAsync(string keyId, AuditChange change, DateTimeOffset now, string sql, params NpgsqlParameter[] parameters) => RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var raise = new NpgsqlCommand(Raise, connection, transaction))
        {
            await raise.ExecuteNonQueryAsync();
        }

        var before = await OneAsync($"SELECT {Columns} FROM purser.api_key WHERE key_id = $1");
        var after = await OneAsync(sql, parameters);
        if (after is not null && after != before)
        {
            await using var audit = new NpgsqlBatch(connection, transaction);
            audit.BatchCommands.Add(AuditRows.Command([new AuditRow(
                now, after.TeamId, Actor.Current, change, Subject: keyId,
                Before: before is null ? null : new Former(change, ApiKeyFacts.Of(before)), After: ApiKeyFacts.Of(after))]));
            await audit.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return after;

        async Task<ApiKey?> OneAsync(string question, params NpgsqlParameter[] others)
        {
            await using var command = new NpgsqlCommand(question, connection, transaction);
            command.Parameters.Add(Value(keyId));
            command.Parameters.AddRange(others);
            await using var row = await command.ExecuteReaderAsync();
            return await row.ReadAsync() ? Read(row) : null;
        }
    });

    private static ApiKey Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        (ApiKeyScope)row.GetInt16(2),
        row.IsDBNull(3) ? null : TeamId.Parse(row.GetString(3)),
        row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5),
        Instant(row, 6),
        Instant(row, 7),
        Instant(row, 8),
        Instant(row, 9));

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlParameter Hash(byte[] hash) => new() { Value = hash, NpgsqlDbType = NpgsqlDbType.Bytea };

    private static NpgsqlParameter Value<T>(T value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = typeof(T) == typeof(string) ? NpgsqlDbType.Text : NpgsqlDbType.TimestampTz },
        DateTimeOffset instant => new NpgsqlParameter { Value = instant.ToUniversalTime() },
        _ => new NpgsqlParameter { Value = value },
    };

    private static Task<T> RunAsync<T>(Func<Task<T>> run) => Tables.UseAsync("The table of API keys", run);
}
