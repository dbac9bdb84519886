using Npgsql;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Listing;

/// <summary>
/// Pages of teams, each read by an index from where the one before ended: as fast with a million teams as with ten. A search walks the
/// words that begin with the rarest that is sought, and looks at each team's others; so many for a page, and no more
/// (docs/adr/0022-a-search-is-a-walk-along-words.md).
/// </summary>
internal sealed class TeamLists(NpgsqlDataSource database)
{
    /// <summary>Words that one page walks along, shared by what is sought: some milliseconds.</summary>
    private const int WordsPerPage = 1_000;

    /// <summary>Which of two sought words is rarer is told by their first so many teams.</summary>
    private const int MostCounted = 1_000;

    /// <summary>Sorts behind all that a word can go on with: no letter is as high.</summary>
    private const string End = "\U0010FFFF";

    private const string Columns = "t.team_id, t.name, t.time_zone, t.status, t.plan, t.seats, t.created_at, t.closed_at";

    /// <summary>A page.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be read.</exception>
    public Task<TeamPage> ListAsync(TeamsQuery query) =>
        query.Search is { } search ? FindAsync(query, NameWords.Of(search)) : NewestAsync(query);

    /// <summary>The newest teams first.</summary>
    private async Task<TeamPage> NewestAsync(TeamsQuery query)
    {
        var sql = $"SELECT {Columns} FROM purser.team t WHERE true"
            + (query.Status is null ? "" : " AND t.status = $2")
            + (query.After is null ? "" : $" AND (t.created_at, t.team_id) < (${Next(1)}, ${Next(2)})")
            + " ORDER BY t.created_at DESC, t.team_id DESC LIMIT $1";
        List<NpgsqlParameter> parameters = [Parameter(query.Limit + 1)];
        if (query.Status is { } status)
        {
            parameters.Add(Parameter((short)status));
        }

        if (query.After is { } after)
        {
            parameters.Add(Parameter(after.CreatedAt!.Value.UtcDateTime));
            parameters.Add(Parameter(after.TeamId.Value));
        }

        var found = await ReadAsync(sql, parameters, static row => Listing(row, 0));
        var page = found.Take(query.Limit).ToArray();
        return new TeamPage(page, found.Count > query.Limit ? new TeamPlace(page[^1].TeamId, CreatedAt: page[^1].CreatedAt) : null);

        int Next(int more) => (query.Status is null ? 1 : 2) + more;
    }

    /// <summary>Teams that have words which begin with each of those sought.</summary>
    private async Task<TeamPage> FindAsync(TeamsQuery query, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return new TeamPage([], Next: null);
        }

        var sought = query.After?.Sought ?? (words.Count == 1 ? words[0] : await RarestAsync(words));
        var others = words.Where(word => word != sought).ToList();
        var most = Math.Max(WordsPerPage / 100, WordsPerPage / words.Count);
        List<NpgsqlParameter> parameters =
        [
            Parameter(sought), Parameter(sought + End), Parameter(query.After?.Word ?? sought), Parameter(query.After?.TeamId.Value ?? ""),
            Parameter(most), Parameter(query.Limit + 1),
        ];
        // A team with two words that begin so is found by the first of them.
        var sql =
            $"""
            SELECT walked.word, {Columns}
            FROM (
              SELECT word, team_id FROM purser.team_word
              WHERE (word, team_id) > ($3, $4) AND word < $2 ORDER BY word, team_id LIMIT $5) walked
            JOIN purser.team t USING (team_id)
            WHERE NOT EXISTS (
              SELECT FROM purser.team_word earlier WHERE earlier.team_id = walked.team_id AND earlier.word >= $1 AND earlier.word < walked.word)
            """;
        foreach (var other in others)
        {
            parameters.Add(Parameter(other));
            parameters.Add(Parameter(other + End));
            sql += $" AND EXISTS (SELECT FROM purser.team_word o WHERE o.team_id = walked.team_id AND o.word >= ${parameters.Count - 1} AND o.word < ${parameters.Count})";
        }

        if (query.Status is { } status)
        {
            parameters.Add(Parameter((short)status));
            sql += $" AND t.status = ${parameters.Count}";
        }

        var found = await ReadAsync(
            sql + " ORDER BY walked.word, walked.team_id LIMIT $6", parameters, static row => (Word: row.GetString(0), Team: Listing(row, 1)));
        var page = found.Take(query.Limit).ToArray();
        var next = found.Count > query.Limit
            ? new TeamPlace(page[^1].Team.TeamId, Word: page[^1].Word, Sought: sought)
            : await LastWalkedAsync(sought, parameters[..5]);
        return new TeamPage(Array.ConvertAll(page, static each => each.Team), next);
    }

    /// <summary>Where the walk of a page ended; null where there was nothing more to walk along.</summary>
    private async Task<TeamPlace?> LastWalkedAsync(string sought, List<NpgsqlParameter> parameters)
    {
        var last = await ReadAsync(
            """
            SELECT team_id, word FROM purser.team_word
            WHERE (word, team_id) > ($3, $4) AND word < $2 ORDER BY word, team_id LIMIT 1 OFFSET $5 - 1
            """,
            parameters.ConvertAll(static parameter => parameter.Clone()),
            row => new TeamPlace(TeamId.Parse(row.GetString(0)), Word: row.GetString(1), Sought: sought));
        return last.SingleOrDefault();
    }

    /// <remarks>In the order of the words: else PostgreSQL may look for so many through the whole table, and there are not so many.</remarks>
    private async Task<string> RarestAsync(IReadOnlyList<string> words)
    {
        var rarest = await ReadAsync(
            $"""
            SELECT sought FROM unnest($1) AS sought CROSS JOIN LATERAL (
              SELECT count(*) FROM (SELECT FROM purser.team_word WHERE word >= sought AND word < sought || '{End}' ORDER BY word LIMIT {MostCounted}) AS seen) counted
            ORDER BY count, length(sought) DESC, sought LIMIT 1
            """,
            [new NpgsqlParameter<string[]> { TypedValue = [.. words] }],
            static row => row.GetString(0));
        return rarest.Single();
    }

    private static TeamListing Listing(NpgsqlDataReader row, int first) => new(
        TeamId.Parse(row.GetString(first)),
        row.GetString(first + 1),
        row.GetString(first + 2),
        (TeamStatus)row.GetInt16(first + 3),
        row.IsDBNull(first + 4) ? null : row.GetString(first + 4),
        row.IsDBNull(first + 5) ? null : row.GetInt32(first + 5),
        row.GetFieldValue<DateTimeOffset>(first + 6),
        row.IsDBNull(first + 7) ? null : row.GetFieldValue<DateTimeOffset>(first + 7));

    private static NpgsqlParameter<T> Parameter<T>(T value) => new() { TypedValue = value };

    private async Task<List<T>> ReadAsync<T>(string sql, List<NpgsqlParameter> parameters, Func<NpgsqlDataReader, T> read)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddRange(parameters.ToArray());
            await using var rows = await command.ExecuteReaderAsync();
            List<T> found = [];
            while (await rows.ReadAsync())
            {
                found.Add(read(rows));
            }

            return found;
        }
        catch (NpgsqlException failure)
        {
            throw LedgerReader.Unavailable(failure);
        }
    }
}
