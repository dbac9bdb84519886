using System.Text;
using Npgsql;
using Purser.Ledger;

namespace Purser.History;

/// <summary>The question a page of usage asks of the ledger's table, along its key: newest first.</summary>
internal static class UsageSql
{
    public static (string Sql, NpgsqlParameter[] Parameters) For(TeamId teamId, UsageQuery query)
    {
        List<NpgsqlParameter> parameters = [LedgerReader.Parameter(teamId)];
        var sql = new StringBuilder(
            $"SELECT {EntryRow.Columns} FROM purser.ledger WHERE team_id = $1 "
            + $"AND kind IN ({(short)EventKind.Debited}, {(short)EventKind.Reversed}, {(short)EventKind.HoldExpired})");
        Where("seq <", query.Before);
        Where("member_id =", query.Member?.Value);
        Where("action =", (short?)query.Action);
        Where("at >=", query.From?.ToUniversalTime());
        Where("at <", query.To?.ToUniversalTime());
        // One more than asked for tells whether there is a next page.
        sql.Append(" ORDER BY seq DESC LIMIT ").Append(query.Limit + 1);
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
}
