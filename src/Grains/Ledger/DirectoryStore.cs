using Npgsql;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>Reads the directory, and puts into it what silos of a version before wrote into a ledger.</summary>
internal sealed class DirectoryStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Names of people that stand in entries go to where they belong: the last one of each counts, and none that was forgotten since
    /// comes back. <c>$1</c>: teams; <c>$2</c>: entries after these, of each.
    /// </summary>
    public const string TakeNamesOut =
        """
        WITH said AS MATERIALIZED (
          SELECT team_id, seq, kind,
            detail::jsonb #>> CASE kind WHEN 1 THEN '{request,owner,memberId}'::text[] ELSE '{terms,memberId}'::text[] END AS member_id,
            detail::jsonb #>> CASE kind WHEN 1 THEN '{request,owner,name}'::text[] ELSE '{terms,name}'::text[] END AS name
          FROM unnest($1, $2) AS asked (id, after)
          JOIN purser.ledger ON team_id = id AND seq > after AND kind IN (1, 6)
        ), named AS (
          SELECT * FROM said WHERE name IS NOT NULL
        ), kept AS (
          INSERT INTO purser.person AS known (team_id, member_id, name, opened_as, named_by)
          SELECT DISTINCT ON (team_id, member_id) team_id, member_id, name,
            (SELECT opening.name FROM named opening WHERE opening.kind = 1 AND (opening.team_id, opening.member_id) = (named.team_id, named.member_id)),
            seq
          FROM named ORDER BY team_id, member_id, seq DESC
          ON CONFLICT (team_id, member_id) DO UPDATE SET
            name = excluded.name, opened_as = coalesce(known.opened_as, excluded.opened_as), named_by = excluded.named_by
          WHERE known.named_by < excluded.named_by
        )
        UPDATE purser.ledger
        SET detail = (detail::jsonb #- CASE ledger.kind WHEN 1 THEN '{request,owner,name}'::text[] ELSE '{terms,name}'::text[] END)::text
        FROM named WHERE (ledger.team_id, ledger.seq) = (named.team_id, named.seq)
        """;

    /// <summary>What a team's people are called.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be read.</exception>
    public Task<Dictionary<MemberId, NameChange>> PeopleAsync(TeamId teamId) => UseAsync(async () =>
    {
        await using var command = database.CreateCommand("SELECT member_id, name, opened_as FROM purser.person WHERE team_id = $1");
        command.Parameters.Add(LedgerReader.Parameter(teamId));
        await using var rows = await command.ExecuteReaderAsync();
        var people = new Dictionary<MemberId, NameChange>();
        while (await rows.ReadAsync())
        {
            var member = MemberId.Parse(rows.GetString(0));
            people.Add(member, new NameChange(member, Text(rows, 1), Text(rows, 2)));
        }

        return people;
    });

    /// <summary>The entry that it agrees with; 0 where the team is not in it.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be read.</exception>
    public Task<long> VersionAsync(TeamId teamId) => UseAsync(async () =>
    {
        await using var command = database.CreateCommand("SELECT version FROM purser.team WHERE team_id = $1");
        command.Parameters.Add(LedgerReader.Parameter(teamId));
        return await command.ExecuteScalarAsync() as long? ?? 0;
    });

    /// <summary>What entries after one said that belongs beside them is taken out and put there.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be done now; doing it again is safe.</exception>
    public Task TakeOverAsync(DirectoryChange change, long after) => UseAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var plan = new NpgsqlCommand("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off", connection, transaction))
        {
            await plan.ExecuteNonQueryAsync();
        }

        await using (var names = new NpgsqlCommand(TakeNamesOut, connection, transaction))
        {
            names.Parameters.Add(LedgerReader.Parameter<string[]>([change.Listing.TeamId.Value]));
            names.Parameters.Add(LedgerReader.Parameter<long[]>([after]));
            await names.ExecuteNonQueryAsync();
        }

        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            new DirectoryRows().Add(change).AddTo(batch);
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return change.Version;
    });

    private static Task<T> UseAsync<T>(Func<Task<T>> use) => Tables.UseAsync("The directory", use);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
