using Npgsql;
using NpgsqlTypes;

namespace Purser.Ledger;

/// <summary>What stands beside the ledgers of a commit's teams, as statements of its transaction.</summary>
internal sealed class DirectoryRows
{
    /// <summary>An older state never overwrites a newer one: entries of a lease that was overtaken are not written, and this with them.</summary>
    private const string PutTeams =
        """
        INSERT INTO purser.team AS known (team_id, version, name, time_zone, status, plan, seats, created_at, closed_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (team_id) DO UPDATE SET
          version = excluded.version, name = excluded.name, time_zone = excluded.time_zone, status = excluded.status,
          plan = excluded.plan, seats = excluded.seats, closed_at = excluded.closed_at
        WHERE known.version < excluded.version
        """;

    private const string PutPeople =
        """
        INSERT INTO purser.person AS known (team_id, member_id, name, opened_as, named_by)
        SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT (team_id, member_id) DO UPDATE SET
          name = excluded.name, named_by = excluded.named_by,
          opened_as = CASE WHEN excluded.name IS NOT NULL THEN coalesce(excluded.opened_as, known.opened_as) END
        """;

    private const string ForgetPeople =
        """
        UPDATE purser.person SET name = NULL, opened_as = NULL, named_by = forgetting.version
        FROM unnest($1, $2) AS forgetting (team_id, version) WHERE person.team_id = forgetting.team_id
        """;

    private const string DropWords = "DELETE FROM purser.team_word WHERE team_id = ANY($1)";

    private const string PutWords =
        "INSERT INTO purser.team_word (word, team_id) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING";

    private readonly Dictionary<TeamId, DirectoryChange> teams = [];
    private readonly HashSet<TeamId> named = [];
    private readonly Dictionary<(TeamId, MemberId), (NameChange Change, long Version)> people = [];
    private readonly Dictionary<TeamId, long> forgotten = [];

    /// <summary>Adds what a team has come to; of several of one team the last counts.</summary>
    public DirectoryRows Add(DirectoryChange change)
    {
        var team = change.Listing.TeamId;
        teams[team] = change;
        if (change.IsNamed)
        {
            named.Add(team);
        }

        foreach (var name in change.Names)
        {
            var before = people.GetValueOrDefault((team, name.MemberId)).Change?.OpenedAs;
            people[(team, name.MemberId)] = (name with { OpenedAs = name.Name is null ? null : name.OpenedAs ?? before }, change.Version);
        }

        if (change.ForgetsAll)
        {
            // Nobody gets a name after that.
            forgotten[team] = change.Version;
        }

        return this;
    }

    /// <summary>Adds the statements that write it all.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        // In the order of the ledger's keys, as the entries before.
        var all = teams.Values.OrderBy(change => change.Listing.TeamId.Value, StringComparer.Ordinal).ToList();
        batch.BatchCommands.Add(Command(
            PutTeams,
            Texts(all.Select(change => change.Listing.TeamId.Value)),
            Column(all.Select(change => change.Version), NpgsqlDbType.Bigint),
            Texts(all.Select(change => change.Listing.Name)),
            Texts(all.Select(change => change.Listing.TimeZone)),
            Column(all.Select(change => (short)change.Listing.Status), NpgsqlDbType.Smallint),
            Texts(all.Select(change => change.Listing.Plan)),
            Column(all.Select(change => change.Listing.Seats), NpgsqlDbType.Integer),
            Column(all.Select(change => change.Listing.CreatedAt.UtcDateTime), NpgsqlDbType.TimestampTz),
            Column(all.Select(change => change.Listing.ClosedAt?.UtcDateTime), NpgsqlDbType.TimestampTz)));
        if (named.Count > 0)
        {
            var words = named.OrderBy(team => team.Value, StringComparer.Ordinal)
                .SelectMany(team => NameWords.Of(team, teams[team].Listing.Name).Select(word => (Word: word, Team: team.Value))).ToList();
            batch.BatchCommands.Add(Command(DropWords, Texts(named.Select(team => team.Value))));
            batch.BatchCommands.Add(Command(PutWords, Texts(words.Select(word => word.Word)), Texts(words.Select(word => word.Team))));
        }

        if (people.Count > 0)
        {
            batch.BatchCommands.Add(Command(
                PutPeople,
                Texts(people.Keys.Select(key => key.Item1.Value)),
                Texts(people.Keys.Select(key => key.Item2.Value)),
                Texts(people.Values.Select(person => person.Change.Name)),
                Texts(people.Values.Select(person => person.Change.OpenedAs)),
                Column(people.Values.Select(person => person.Version), NpgsqlDbType.Bigint)));
        }

        if (forgotten.Count > 0)
        {
            batch.BatchCommands.Add(Command(
                ForgetPeople, Texts(forgotten.Keys.Select(team => team.Value)), Column(forgotten.Values, NpgsqlDbType.Bigint)));
        }
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static NpgsqlParameter<string?[]> Texts(IEnumerable<string?> values) => Column(values, NpgsqlDbType.Text);

    private static NpgsqlParameter<T[]> Column<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
