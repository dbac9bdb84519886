using Npgsql;
using NpgsqlTypes;

namespace Purser.AuditTrail;

/// <summary>The statement that writes changes down.</summary>
internal static class AuditRows
{
    private const string Insert =
        """
        INSERT INTO purser.audit_log (at, team_id, actor, change, entry_id, subject, before_change, before, after, extra)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    /// <summary>For a transaction in which the changes themselves are made.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyCollection<AuditRow> rows)
    {
        var command = new NpgsqlBatchCommand(Insert);
        Add(rows.Select(static row => row.At.UtcDateTime), NpgsqlDbType.TimestampTz);
        Add(rows.Select(static row => row.TeamId?.Value), NpgsqlDbType.Text);
        Add(rows.Select(static row => row.Actor.Text), NpgsqlDbType.Text);
        Add(rows.Select(static row => (short)row.Change), NpgsqlDbType.Smallint);
        Add(rows.Select(static row => row.EntryId), NpgsqlDbType.Bigint);
        Add(rows.Select(static row => row.Subject), NpgsqlDbType.Text);
        Add(rows.Select(static row => (short?)row.Before?.Change), NpgsqlDbType.Smallint);
        Add(rows.Select(static row => row.Before?.Detail), NpgsqlDbType.Text);
        Add(rows.Select(static row => row.After), NpgsqlDbType.Text);
        Add(rows.Select(static row => row.Extra), NpgsqlDbType.Bigint);
        return command;

        void Add<T>(IEnumerable<T> column, NpgsqlDbType type) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. column], NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
