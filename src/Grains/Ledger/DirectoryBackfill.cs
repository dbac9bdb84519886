using Npgsql;

namespace Purser.Ledger;

/// <summary>
/// Gives each team its row in the directory, by what its ledger says, and moves the names of people out of its entries; some hundred
/// teams in a transaction, so that nobody's debit waits. What is done is not done again, however often it is begun.
/// </summary>
public static class DirectoryBackfill
{
    /// <summary>The end of the name of a script that is code.</summary>
    public const string Suffix = ".code.sql";

    private const int TeamsAtOnce = 500;

    private const string PutTeams =
        """
        INSERT INTO purser.team (team_id, version, name, time_zone, status, plan, seats, created_at)
        SELECT opening.team_id, latest.seq, opening.detail::jsonb #>> '{request,name}', opening.detail::jsonb #>> '{request,timeZone}',
          turn.status, subscribed.plan, subscribed.seats, opening.at
        FROM purser.ledger opening
        CROSS JOIN LATERAL (
          SELECT CASE kind
            WHEN 1 THEN CASE WHEN detail::jsonb -> 'trial' IS NULL THEN 2 ELSE 1 END
            WHEN 11 THEN CASE WHEN (detail::jsonb ->> 'overdue')::boolean THEN 3 ELSE 2 END
            WHEN 12 THEN CASE detail::jsonb ->> 'status' WHEN 'canceled' THEN 4 ELSE 5 END
            ELSE 2 END AS status
          FROM purser.ledger WHERE team_id = opening.team_id AND kind IN (1, 11, 12, 14) ORDER BY seq DESC LIMIT 1) turn
        LEFT JOIN LATERAL (
          SELECT detail::jsonb #>> '{subscription,plan}' AS plan, (detail::jsonb #>> '{subscription,seats}')::integer AS seats
          FROM purser.ledger WHERE team_id = opening.team_id AND kind IN (1, 10, 14) ORDER BY seq DESC LIMIT 1) subscribed ON true
        CROSS JOIN LATERAL (SELECT seq FROM purser.ledger WHERE team_id = opening.team_id ORDER BY seq DESC LIMIT 1) latest
        WHERE opening.team_id = ANY($1) AND opening.kind = 1
        ON CONFLICT DO NOTHING
        RETURNING team_id, name
        """;

    public static async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // By the index that was made for this, also where the planner has no idea yet of what is in the tables.
        await using (var plans = new NpgsqlCommand("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off", connection))
        {
            await plans.ExecuteNonQueryAsync(cancellation);
        }

        for (var last = ""; await NextAsync(connection, last, cancellation) is { Length: > 0 } teams; last = teams[^1])
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            // The row first: it says up to which entry the names were looked for.
            var names = await PutTeamsAsync(connection, teams, cancellation);
            var words = names.SelectMany(team => NameWords.Of(TeamId.Parse(team.Key), team.Value).Select(word => (Word: word, Team: team.Key))).ToList();
            await ExecuteAsync(
                connection, "INSERT INTO purser.team_word (word, team_id) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING",
                [.. words.Select(word => word.Word)], words.Select(word => word.Team).ToArray(), cancellation);
            await ExecuteAsync(connection, "SELECT purser.take_names_out($1, $2)", teams, new long[teams.Length], cancellation);
            await transaction.CommitAsync(cancellation);
        }

        // The entries as they were are still in the table's pages; autovacuum would leave so few of so many for a long time.
        await using var vacuum = new NpgsqlCommand("VACUUM (INDEX_CLEANUP OFF) purser.ledger", connection) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<string[]> NextAsync(NpgsqlConnection connection, string after, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT team_id FROM purser.ledger WHERE kind = 1 AND team_id > $1 ORDER BY team_id LIMIT {TeamsAtOnce}", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        List<string> teams = [];
        while (await rows.ReadAsync(cancellation))
        {
            teams.Add(rows.GetString(0));
        }

        return [.. teams];
    }

    private static async Task<Dictionary<string, string>> PutTeamsAsync(NpgsqlConnection connection, string[] teams, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PutTeams, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = teams });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            names.Add(rows.GetString(0), rows.GetString(1));
        }

        return names;
    }

    private static async Task ExecuteAsync<T>(
        NpgsqlConnection connection, string sql, string[] first, T second, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = second });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
