using Npgsql;
using NpgsqlTypes;

namespace Purser.Peers.Sql;

/// <summary>What both hand-written peers share: how a credit is taken, and what a repeated key is answered with.</summary>
internal abstract class SqlBooks(NpgsqlDataSource database) : IBooks
{
    /// <summary>Takes a credit of team $1, if there is one.</summary>
    protected const string Update = """
        UPDATE peer_sql.team
           SET pool = CASE WHEN pool >= 1 THEN pool - 1 ELSE pool END,
               extra = CASE WHEN pool >= 1 THEN extra ELSE extra - 1 END,
               last_bucket = CASE WHEN pool >= 1 THEN 'pool' ELSE 'extra' END,
               version = version + 1
         WHERE team_id = $1 AND (pool >= 1 OR extra >= 1)
        """;

    private const string Open = """
        INSERT INTO peer_sql.team (team_id, pool, allowance) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING
        """;

    private const string Original = """
        SELECT version, bucket, pool, extra, allowance, at, member_id, action, job_id, regeneration
          FROM peer_sql.ledger WHERE team_id = $1 AND idempotency_key = $2
        """;

    public async Task OpenAsync(string teamId, long allowance)
    {
        await using var command = database.CreateCommand(Open);
        command.Parameters.Add(Of(teamId));
        command.Parameters.Add(Of(allowance));
        await command.ExecuteNonQueryAsync();
    }

    public async Task<Outcome> DebitAsync(string teamId, string key, DebitRequest request)
    {
        try
        {
            if (await TakeAsync(teamId, key, request) is { } posting)
            {
                return new Outcome.Debited(posting);
            }
        }
        catch (PostgresException repeated) when (repeated.SqlState is PostgresErrorCodes.UniqueViolation)
        {
            // Everything was rolled back, the update included; the original answers below.
        }

        return await OriginalAsync(teamId, key, request) ?? new Outcome.Exhausted();
    }

    protected NpgsqlDataSource Database => database;

    /// <summary>Takes one credit and records it, or nothing of both; null when there is none.</summary>
    /// <exception cref="PostgresException">A unique violation: the key was used before.</exception>
    protected abstract Task<Posting?> TakeAsync(string teamId, string key, DebitRequest request);

    protected static Posting Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetInt64(3),
        row.GetInt64(4),
        row.GetFieldValue<DateTimeOffset>(5));

    protected static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    protected static NpgsqlParameter OfNullable(string? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    private async Task<Outcome?> OriginalAsync(string teamId, string key, DebitRequest request)
    {
        await using var command = database.CreateCommand(Original);
        command.Parameters.Add(Of(teamId));
        command.Parameters.Add(Of(key));
        await using var rows = await command.ExecuteReaderAsync();
        if (!await rows.ReadAsync())
        {
            return null;
        }

        var original = new DebitRequest(
            rows.GetString(6),
            rows.GetString(7),
            await rows.IsDBNullAsync(8) ? null : rows.GetString(8),
            rows.GetBoolean(9));
        return original == request ? new Outcome.Replayed(Read(rows)) : new Outcome.KeyReused();
    }
}
