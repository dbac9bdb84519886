using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Purser.Accounts;
using Purser.AuditTrail;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.History;

/// <summary>Reads who changed what, in words that callers may count on.</summary>
internal sealed class AuditLog(NpgsqlDataSource database)
{
    private const string Page =
        """
        SELECT position, at, team_id, actor, change, entry_id, subject, before_change, before, after, extra FROM purser.audit_log
        WHERE ($1::text IS NULL OR team_id = $1) AND ($2::text IS NULL OR actor = $2) AND ($3::smallint IS NULL OR change = $3)
          AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5) AND ($6::bigint IS NULL OR position < $6)
        ORDER BY position DESC LIMIT $7
        """;

    /// <summary>Some of it, the newest first.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be read.</exception>
    public Task<AuditEntry[]> ReadAsync(AuditLogQuery query) => Tables.UseAsync("The audit trail", async () =>
    {
        // Planned for what is asked: a plan for any question would not use what is null.
        await using var command = database.CreateCommand(Page);
        Add(query.TeamId?.Value, NpgsqlDbType.Text);
        Add(query.Actor, NpgsqlDbType.Text);
        Add((short?)query.Change, NpgsqlDbType.Smallint);
        Add(query.From?.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(query.To?.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(query.Before, NpgsqlDbType.Bigint);
        Add(query.Count, NpgsqlDbType.Integer);
        await using var row = await command.ExecuteReaderAsync();
        List<AuditEntry> entries = [];
        while (await row.ReadAsync())
        {
            entries.Add(Read(row));
        }

        return entries.ToArray();

        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
    });

    private static AuditEntry Read(NpgsqlDataReader row)
    {
        var change = (AuditChange)row.GetInt16(4);
        var after = Facts(change, Text(row, 9));
        var before = row.IsDBNull(7) ? null : Facts((AuditChange)row.GetInt16(7), Text(row, 8));
        if (!row.IsDBNull(10))
        {
            var extra = row.GetInt64(10);
            before = WithExtra(before, extra - (Event(change, Text(row, 9))?.Movement?.Amount.Count ?? 0));
            after = WithExtra(after, extra);
        }

        return new AuditEntry(
            row.GetInt64(0),
            row.GetFieldValue<DateTimeOffset>(1),
            Text(row, 2) is { } team ? TeamId.Parse(team) : null,
            row.GetString(3),
            change,
            row.IsDBNull(5) ? null : row.GetInt64(5),
            Text(row, 6),
            before,
            after);
    }

    /// <summary>Entries are told as in the ledger, whatever the way in which they are stored.</summary>
    private static string? Facts(AuditChange change, string? detail) => Event(change, detail) is { } happened ? LedgerDetail.Of(happened) : detail;

    private static TeamEvent? Event(AuditChange change, string? detail) =>
        Enum.IsDefined((EventKind)change) && detail is not null ? EventDetail.Read((EventKind)change, detail) : null;

    private static string WithExtra(string? facts, long extra)
    {
        var told = facts is null ? [] : JsonNode.Parse(facts)!.AsObject();
        told["extra"] = extra;
        return told.ToJsonString();
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
