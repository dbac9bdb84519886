using Npgsql;
using Purser.Teams;

namespace Purser.Tests.History;

/// <summary>Reads the ledger from the table itself: the truth that answers are held against.</summary>
internal static class LedgerTable
{
    private const string Rows =
        """
        SELECT team_id, seq, at, cycle_start, kind, bucket, amount, member_id, action, regeneration, job_id, reverses,
               idempotency_key, remaining, used, total, extra,
               CASE WHEN kind = 3 THEN detail::integer END
        FROM purser.ledger WHERE team_id = ANY($1) ORDER BY team_id, seq
        """;

    /// <summary>Every row of some teams, by team and in the order of their numbers.</summary>
    public static async Task<List<LedgerRow>> ReadAsync(
        string database, IEnumerable<string> teams, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(Rows, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. teams] });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        List<LedgerRow> rows = [];
        while (await row.ReadAsync(cancellation))
        {
            rows.Add(Read(row));
        }

        return rows;
    }

    private static LedgerRow Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetFieldValue<DateTimeOffset>(2),
        row.GetFieldValue<DateTimeOffset>(3),
        (RowKind)row.GetInt16(4),
        row.IsDBNull(5) ? null : (Bucket)row.GetInt16(5),
        new Credits(row.GetInt64(6)),
        Text(row, 7),
        row.IsDBNull(8) ? null : (AiAction)row.GetInt16(8),
        row.GetBoolean(9),
        Text(row, 10),
        row.IsDBNull(11) ? null : row.GetInt64(11),
        Text(row, 12),
        new Balance(
            new Credits(row.GetInt64(13)),
            new Credits(row.GetInt64(14)),
            new Credits(row.GetInt64(15)),
            new Credits(row.GetInt64(16)),
            row.GetInt64(1)),
        row.IsDBNull(17) ? null : row.GetInt32(17));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
