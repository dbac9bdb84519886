using Npgsql;

namespace Purser.Peers.Sql;

/// <summary>
/// What is written by hand nearly everywhere: in one transaction, a conditional update takes the credit and an insert
/// records it.
/// </summary>
internal sealed class TransactionBooks(NpgsqlDataSource database) : SqlBooks(database)
{
    private const string Take = $"""
        {Update} RETURNING version, last_bucket, pool, extra, allowance, now()
        """;

    private const string Record = """
        INSERT INTO peer_sql.ledger
            (team_id, version, idempotency_key, member_id, action, job_id, regeneration, bucket, pool, extra, allowance)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    protected override async Task<Posting?> TakeAsync(string teamId, string key, DebitRequest request)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (await UpdateAsync(connection, teamId) is not { } posting)
        {
            return null;
        }

        await using var insert = new NpgsqlCommand(Record, connection);
        insert.Parameters.Add(Of(teamId));
        insert.Parameters.Add(Of(posting.Version));
        insert.Parameters.Add(Of(key));
        insert.Parameters.Add(Of(request.MemberId));
        insert.Parameters.Add(Of(request.Action));
        insert.Parameters.Add(OfNullable(request.JobId));
        insert.Parameters.Add(Of(request.Regeneration));
        insert.Parameters.Add(Of(posting.Bucket));
        insert.Parameters.Add(Of(posting.Pool));
        insert.Parameters.Add(Of(posting.Extra));
        insert.Parameters.Add(Of(posting.Allowance));
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return posting;
    }

    private static async Task<Posting?> UpdateAsync(NpgsqlConnection connection, string teamId)
    {
        await using var update = new NpgsqlCommand(Take, connection);
        update.Parameters.Add(Of(teamId));
        await using var rows = await update.ExecuteReaderAsync();
        return await rows.ReadAsync() ? Read(rows) : null;
    }
}
