using Npgsql;

namespace Purser.Alerts;

/// <summary>What teams were told: the table that entries write beside themselves.</summary>
internal sealed class AlertLog(NpgsqlDataSource database)
{
    /// <summary>The last of a team, the newest first.</summary>
    public async Task<RaisedAlert[]> LastAsync(TeamId teamId, int count)
    {
        await using var command = database.CreateCommand(
            "SELECT alert_id, team_id, at, kind, entry_id, facts FROM purser.alert WHERE team_id = $1 ORDER BY alert_id DESC LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter { Value = teamId.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = count });
        await using var rows = await command.ExecuteReaderAsync();
        List<RaisedAlert> alerts = [];
        while (await rows.ReadAsync())
        {
            alerts.Add(Read(rows, first: 0));
        }

        return [.. alerts];
    }

    /// <summary>Raises one that no entry made so. What was raised before under its key is not raised again.</summary>
    /// <returns>Its id; null: it was raised before.</returns>
    public async Task<long?> RaiseAsync(AlertRow row)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(AlertRows.Command([row]));
        var find = new NpgsqlBatchCommand("SELECT alert_id FROM purser.alert WHERE team_id = $1 AND key = $2");
        find.Parameters.Add(new NpgsqlParameter { Value = row.TeamId.Value });
        find.Parameters.Add(new NpgsqlParameter { Value = row.Key });
        batch.BatchCommands.Add(find);
        return (long?)await batch.ExecuteScalarAsync();
    }

    /// <param name="row">It has an alert's columns one after the other.</param>
    /// <param name="first">The first of them.</param>
    public static RaisedAlert Read(NpgsqlDataReader row, int first)
    {
        var (kind, facts) = ((AlertKind)row.GetInt16(first + 3), AlertRow.Read(row.GetString(first + 5)));
        return new(
            row.GetInt64(first),
            TeamId.Parse(row.GetString(first + 1)),
            row.GetFieldValue<DateTimeOffset>(first + 2),
            kind,
            row.IsDBNull(first + 4) ? null : row.GetInt64(first + 4),
            AlertWords.Say(kind, facts),
            facts);
    }
}
