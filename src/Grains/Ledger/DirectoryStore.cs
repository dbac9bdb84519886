using Npgsql;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>Reads the directory, and puts into it what silos of a version before wrote into a ledger.</summary>
internal sealed class DirectoryStore(NpgsqlDataSource database)
{
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

        // The only change of entries that there is, and so the owner's: a silo may add to the ledger and no more.
        await using (var names = new NpgsqlCommand("SELECT purser.take_names_out($1, $2)", connection, transaction))
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
