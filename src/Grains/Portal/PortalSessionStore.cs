using Npgsql;
using NpgsqlTypes;

namespace Purser.Portal;

/// <summary>The sessions of pages that show the credits elsewhere.</summary>
internal sealed class PortalSessionStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Remembers one. What expired more than a day ago is let go of on the way: by the server's clock, and a day, so that whoever is
    /// late is told that it has expired as long as a gateway's clock can be behind.
    /// </summary>
    public Task OpenAsync(PortalSession session) => RunAsync(async () =>
    {
        await using var command = database.CreateCommand(
            """
            WITH gone AS (
              DELETE FROM purser.portal_session WHERE token_hash IN (
                SELECT token_hash FROM purser.portal_session WHERE expires_at < now() - interval '1 day'
                ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED))
            INSERT INTO purser.portal_session (token_hash, team_id, member_id, origin, expires_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (token_hash) DO NOTHING
            """);
        command.Parameters.Add(Hash(session.TokenHash));
        command.Parameters.Add(new NpgsqlParameter { Value = session.TeamId.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = session.MemberId.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = session.Origin });
        command.Parameters.Add(new NpgsqlParameter { Value = session.ExpiresAt.ToUniversalTime() });
        return await command.ExecuteNonQueryAsync();
    });

    /// <summary>The one of a token; null where there is none.</summary>
    public Task<PortalSession?> FindAsync(byte[] tokenHash) => RunAsync(async () =>
    {
        await using var command = database.CreateCommand(
            "SELECT team_id, member_id, origin, expires_at FROM purser.portal_session WHERE token_hash = $1");
        command.Parameters.Add(Hash(tokenHash));
        await using var rows = await command.ExecuteReaderAsync();
        return await rows.ReadAsync()
            ? new PortalSession(
                tokenHash, TeamId.Parse(rows.GetString(0)), MemberId.Parse(rows.GetString(1)), rows.GetString(2), rows.GetFieldValue<DateTimeOffset>(3))
            : null;
    });

    /// <summary>Ends some; how many there were.</summary>
    public Task<int> RevokeAsync(SessionsToRevoke which) => RunAsync(async () =>
    {
        await using var command = database.CreateCommand();
        switch (which)
        {
            case SessionsToRevoke.OfToken one:
                command.CommandText = "DELETE FROM purser.portal_session WHERE token_hash = $1";
                command.Parameters.Add(Hash(one.TokenHash));
                break;
            case SessionsToRevoke.OfMember all:
                command.CommandText = "DELETE FROM purser.portal_session WHERE team_id = $1 AND member_id = $2";
                command.Parameters.Add(new NpgsqlParameter { Value = all.TeamId.Value });
                command.Parameters.Add(new NpgsqlParameter { Value = all.MemberId.Value });
                break;
        }

        return await command.ExecuteNonQueryAsync();
    });

    private static NpgsqlParameter Hash(byte[] hash) => new() { Value = hash, NpgsqlDbType = NpgsqlDbType.Bytea };

    private static Task<T> RunAsync<T>(Func<Task<T>> run) => Tables.UseAsync("The tables of the page", run);
}
