using Npgsql;
using Purser.Ledger;

namespace Purser.Insights.Reading;

/// <summary>The questions that insights ask of the ledger's table, each along its key.</summary>
internal static class InsightSql
{
    private static readonly string IsGivenBack = $"kind IN ({(short)EventKind.Reversed}, {(short)EventKind.HoldExpired})";

    /// <summary>The entry that only so many follow; no row where there are fewer.</summary>
    public const string Newest = """
        SELECT seq, at FROM purser.ledger
        WHERE team_id = $1 AND seq = (SELECT seq FROM purser.ledger WHERE team_id = $1 ORDER BY seq DESC LIMIT 1) - $2
        """;

    /// <summary>What was used in each quarter of an hour from an entry on, and whether anything was left at its end.</summary>
    public static readonly string Quarters = $"""
        SELECT date_bin('15 minutes', at, timestamptz 'epoch') AS quarter,
          (count(*) FILTER (WHERE kind = {(short)EventKind.Debited}) - count(*) FILTER (WHERE {IsGivenBack}))::int,
          coalesce(max(seq) FILTER (WHERE remaining + extra = 0) > coalesce(max(seq) FILTER (WHERE remaining + extra > 0), 0), false)
        FROM purser.ledger WHERE team_id = $1 AND seq >= $2 GROUP BY 1 ORDER BY 1
        """;

    /// <summary>
    /// Debits and reversals from an entry on that a cause may be about. Jobs and members are told apart by hashes: the ids of
    /// hundreds of thousands would be read for nothing.
    /// </summary>
    public static readonly string Rows = $"""
        SELECT seq, at, hashtextextended(member_id, 0), action, regeneration, coalesce(reverses, 0), coalesce(hashtextextended(job_id, 0), 0)
        FROM purser.ledger WHERE team_id = $1 AND seq >= $2 AND (kind = {(short)EventKind.Debited} OR {IsGivenBack})
          AND (regeneration OR action IN ({(short)AiAction.CoverLetter}, {(short)AiAction.JobAssistant}, {(short)AiAction.AutoBid}, {(short)AiAction.Answer}))
        ORDER BY seq
        """;

    /// <summary>The jobs that some entries are about.</summary>
    public const string Jobs = "SELECT seq, job_id FROM purser.ledger WHERE team_id = $1 AND seq = ANY($2) AND job_id IS NOT NULL";

    /// <summary>Who spent in some entries.</summary>
    public const string Members = "SELECT seq, member_id FROM purser.ledger WHERE team_id = $1 AND seq = ANY($2)";

    public static NpgsqlParameter[] Parameters<T>(TeamId team, T value) => [LedgerReader.Parameter(team), LedgerReader.Parameter(value)];
}
