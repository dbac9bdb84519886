using Npgsql;
using Purser.Ledger;

namespace Purser.History;

/// <summary>The questions that pages of the ledger ask of its table, along its key.</summary>
internal static class LedgerSql
{
    /// <summary>As the index of grants has it.</summary>
    private static readonly string IsGrant = $"kind IN ({(short)EventKind.ExtraGranted}, {(short)EventKind.PackClaimed})";

    public static (string Sql, NpgsqlParameter[] Parameters) For(TeamId teamId, LedgerQuery query) => (
        $"SELECT {EntryRow.Columns} FROM purser.ledger WHERE team_id = $1 AND seq < $2"
            + (query.OnlyGrants ? $" AND {IsGrant}" : "")
            // One more than asked for tells whether there is a next page.
            + $" ORDER BY seq DESC LIMIT {query.Limit + 1}",
        [LedgerReader.Parameter(teamId), LedgerReader.Parameter(query.Before ?? long.MaxValue)]);

    public static (string Sql, NpgsqlParameter[] Parameters) For(TeamId teamId, EntriesAfterQuery query) => (
        $"SELECT {EntryRow.Columns} FROM purser.ledger WHERE team_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT {query.Limit}",
        [LedgerReader.Parameter(teamId), LedgerReader.Parameter(query.After), LedgerReader.Parameter(query.UpTo)]);
}
