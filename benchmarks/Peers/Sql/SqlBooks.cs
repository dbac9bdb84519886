using Npgsql;
using NpgsqlTypes;

namespace Purser.Peers.Sql;

/// <summary>
/// What a good engineer writes by hand: one statement, one round trip, one commit. The conditional update takes the
/// credit, the insert records it, and the unique key makes a repeat fail as a whole, after which the original is read.
/// </summary>
internal sealed class SqlBooks(NpgsqlDataSource database) : IBooks
{
    private const string Open = """
        INSERT INTO peer_sql.team (team_id, pool, allowance) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING
        """;

    private const string Debit = """
        WITH debit AS (
            UPDATE peer_sql.team
               SET pool = CASE WHEN pool >= 1 THEN pool - 1 ELSE pool END,
                   extra = CASE WHEN pool >= 1 THEN extra ELSE extra - 1 END,
                   last_bucket = CASE WHEN pool >= 1 THEN 'pool' ELSE 'extra' END,
                   version = version + 1
             WHERE team_id = $1 AND (pool >= 1 OR extra >= 1)
            RETURNING version, last_bucket, pool, extra, allowance)
        INSERT INTO peer_sql.ledger
            (team_id, version, idempotency_key, member_id, action, job_id, regeneration, bucket, pool, extra, allowance)
        SELECT $1, version, $2, $3, $4, $5, $6, last_bucket, pool, extra, allowance FROM debit
        RETURNING version, bucket, pool, extra, allowance, at
        """;

    private const string Original = """
        SELECT version, bucket, pool, extra, allowance, at, member_id, action, job_id, regeneration
          FROM peer_sql.ledger WHERE team_id = $1 AND idempotency_key = $2
        """;

    public async Task OpenAsync(string teamId, long allowance)
    {
        await using var command = database.CreateCommand(Open);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = teamId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = allowance });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<Outcome> DebitAsync(string teamId, string key, DebitRequest request)
    {
        try
        {
            await using var command = database.CreateCommand(Debit);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = teamId });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.MemberId });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Action });
            command.Parameters.Add(JobId(request.JobId));
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = request.Regeneration });
            await using var rows = await command.ExecuteReaderAsync();
            if (await rows.ReadAsync())
            {
                return new Outcome.Debited(Read(rows));
            }
        }
        catch (PostgresException repeated) when (repeated.SqlState is PostgresErrorCodes.UniqueViolation)
        {
            // The statement was rolled back as a whole, its update included; the original answers below.
        }

        return await OriginalAsync(teamId, key, request) ?? new Outcome.Exhausted();
    }

    private async Task<Outcome?> OriginalAsync(string teamId, string key, DebitRequest request)
    {
        await using var command = database.CreateCommand(Original);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = teamId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
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

    private static Posting Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetInt64(3),
        row.GetInt64(4),
        row.GetFieldValue<DateTimeOffset>(5));

    private static NpgsqlParameter JobId(string? jobId) =>
        new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)jobId ?? DBNull.Value };
}
