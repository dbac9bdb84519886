using Npgsql;

namespace Purser.Peers.Sql;

/// <summary>
/// What <see cref="TransactionBooks"/> does, tuned as far as it goes: update and insert in one statement, so that a debit is one round trip and its lock
/// on the team's row is held for no other.
/// </summary>
internal sealed class OneStatementBooks(NpgsqlDataSource database) : SqlBooks(database)
{
    private const string Debit = $"""
        WITH debit AS (
            {Update} RETURNING version, last_bucket, pool, extra, allowance)
        INSERT INTO peer_sql.ledger
            (team_id, version, idempotency_key, member_id, action, job_id, regeneration, bucket, pool, extra, allowance)
        SELECT $1, version, $2, $3, $4, $5, $6, last_bucket, pool, extra, allowance FROM debit
        RETURNING version, bucket, pool, extra, allowance, at
        """;

    protected override async Task<Posting?> TakeAsync(string teamId, string key, DebitRequest request)
    {
        await using var command = Database.CreateCommand(Debit);
        command.Parameters.Add(Of(teamId));
        command.Parameters.Add(Of(key));
        command.Parameters.Add(Of(request.MemberId));
        command.Parameters.Add(Of(request.Action));
        command.Parameters.Add(OfNullable(request.JobId));
        command.Parameters.Add(Of(request.Regeneration));
        await using var rows = await command.ExecuteReaderAsync();
        return await rows.ReadAsync() ? Read(rows) : null;
    }
}
