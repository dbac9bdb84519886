using System.Text;
using Npgsql;
using Purser.Ledger;

namespace Purser.History;

/// <summary>The questions that usage asks of the ledger's table, each along its key or another of its indexes.</summary>
internal static class UsageSql
{
    private const string Select =
        "SELECT seq, at, cycle_start, kind, bucket, amount, member_id, action, regeneration, job_id, reverses, detail "
        + "FROM purser.ledger WHERE team_id = $1";

    /// <summary>Of some debits, those that were reversed, each with its reversal.</summary>
    public const string Reversals = "SELECT reverses, seq FROM purser.ledger WHERE team_id = $1 AND reverses = ANY($2)";

    /// <summary>Rows that a query's conditions hold for, from one entry on and before another, newest first.</summary>
    public static (string Sql, NpgsqlParameter[] Parameters) Rows(TeamId teamId, UsageQuery query, long from, long before, int rows)
    {
        List<NpgsqlParameter> parameters = [LedgerReader.Parameter(teamId)];
        var sql = new StringBuilder(Select).Append(LedgerReader.IsUsage);
        Where("seq >=", from);
        Where("seq <", before);
        Where("member_id =", query.Member?.Value);
        Where("action =", (short?)query.Action);
        Where("bucket =", (short?)query.Bucket);
        Where("regeneration =", query.Regeneration);
        Where("job_id =", query.Job?.Value);
        sql.Append(" ORDER BY seq DESC LIMIT ").Append(rows);
        return (sql.ToString(), [.. parameters]);

        void Where(string condition, object? value)
        {
            if (value is not null)
            {
                parameters.Add(new NpgsqlParameter { Value = value });
                sql.Append(" AND ").Append(condition).Append(" $").Append(parameters.Count);
            }
        }
    }

    /// <summary>Some rows, newest first.</summary>
    public static (string Sql, NpgsqlParameter[] Parameters) Rows(TeamId teamId, IReadOnlyCollection<long> seqs) => (
        Select + " AND seq = ANY($2) ORDER BY seq DESC",
        [LedgerReader.Parameter(teamId), LedgerReader.Parameter(seqs.ToArray())]);

    /// <summary>Reads a row of usage.</summary>
    public static UsageItem Read(NpgsqlDataReader row)
    {
        var kind = (EventKind)row.GetInt16(3);
        var isDebit = kind is EventKind.Debited;
        var amount = new Credits(row.GetInt64(5));
        return new UsageItem(
            row.GetInt64(0),
            row.GetFieldValue<DateTimeOffset>(1),
            MemberId.Parse(row.GetString(6)),
            (AiAction)row.GetInt16(7),
            Text(9) is { } job ? JobId.Parse(job) : null,
            row.GetBoolean(8),
            (Bucket)row.GetInt16(4),
            amount,
            row.GetFieldValue<DateTimeOffset>(2),
            isDebit ? null : row.GetInt64(10),
            CycleClosed: !isDebit && amount == Credits.Zero,
            // Of a debit it says for how long it was held, or that it was imported.
            isDebit ? null : Text(11),
            HoldExpired: kind is EventKind.HoldExpired,
            Imported: isDebit && Text(11) is EventDetail.Imported);

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
