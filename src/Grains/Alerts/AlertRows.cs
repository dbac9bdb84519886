using Npgsql;
using NpgsqlTypes;

namespace Purser.Alerts;

/// <summary>The statement that raises alerts: written down once each, and for everybody who wants to hear of them.</summary>
internal static class AlertRows
{
    /// <remarks>What was told in this cycle has its key in the table. The queue's order is that of the ids: a team's own is that of its entries.</remarks>
    private const string Raise =
        """
        WITH raised AS (
          INSERT INTO purser.alert (team_id, key, at, kind, entry_id, facts)
          SELECT team_id, key, at, kind, entry_id, facts
          FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS told (team_id, key, at, kind, entry_id, facts, place) ORDER BY place
          ON CONFLICT (team_id, key) DO NOTHING
          RETURNING alert_id, team_id, at
        )
        INSERT INTO purser.alert_delivery (endpoint_id, alert_id, team_id, due_at)
        SELECT endpoint_id, alert_id, team_id, at FROM raised, LATERAL (
          SELECT endpoint_id FROM purser.alert_endpoint e WHERE e.team_id = raised.team_id AND removed_at IS NULL
          UNION ALL
          SELECT endpoint_id FROM purser.alert_endpoint e WHERE e.team_id IS NULL AND removed_at IS NULL
        ) endpoint
        """;

    /// <summary>For a transaction in which what they are about is written.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyCollection<AlertRow> rows)
    {
        var command = new NpgsqlBatchCommand(Raise);
        Add(rows.Select(static row => row.TeamId.Value), NpgsqlDbType.Text);
        Add(rows.Select(static row => row.Key), NpgsqlDbType.Text);
        Add(rows.Select(static row => row.At.UtcDateTime), NpgsqlDbType.TimestampTz);
        Add(rows.Select(static row => (short)row.Kind), NpgsqlDbType.Smallint);
        Add(rows.Select(static row => row.EntryId), NpgsqlDbType.Bigint);
        Add(rows.Select(static row => row.Facts), NpgsqlDbType.Text);
        return command;

        void Add<T>(IEnumerable<T> column, NpgsqlDbType type) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. column], NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
