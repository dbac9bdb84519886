using System.Security.Cryptography;
using Npgsql;

namespace Purser.Portal;

/// <summary>The keys of the page's links, and which links were used.</summary>
internal sealed class PortalStore(NpgsqlDataSource database)
{
    private const int SecretBytes = 32;

    /// <summary>The keys, the newest first. Whoever asks first makes one.</summary>
    public Task<PortalKey[]> KeysAsync() => RunAsync(async () =>
    {
        await using (var first = database.CreateCommand(
            """
            INSERT INTO purser.portal_key (key_id, secret)
            SELECT 1, $1 WHERE NOT EXISTS (SELECT FROM purser.portal_key)
            ON CONFLICT DO NOTHING
            """))
        {
            first.Parameters.Add(new NpgsqlParameter { Value = RandomNumberGenerator.GetBytes(SecretBytes) });
            await first.ExecuteNonQueryAsync();
        }

        await using var command = database.CreateCommand("SELECT key_id, secret FROM purser.portal_key ORDER BY key_id DESC");
        await using var rows = await command.ExecuteReaderAsync();
        List<PortalKey> keys = [];
        while (await rows.ReadAsync())
        {
            keys.Add(new PortalKey(rows.GetInt32(0), rows.GetFieldValue<byte[]>(1)));
        }

        return keys.ToArray();
    });

    /// <summary>
    /// Writes a use down, unless there was one before; whether this one is the first. What expired more than a day ago is let go of
    /// on the way: by the server's clock, and a day, so that nobody's clock lets a link be used twice.
    /// </summary>
    public Task<bool> UseAsync(LinkUse use) => RunAsync(async () =>
    {
        await using var command = database.CreateCommand(
            """
            WITH gone AS (
              DELETE FROM purser.portal_link_use WHERE link_id IN (
                SELECT link_id FROM purser.portal_link_use WHERE expires_at < now() - interval '1 day'
                ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED))
            INSERT INTO purser.portal_link_use (link_id, attempt_id, expires_at) VALUES ($1, $2, $3)
            ON CONFLICT (link_id) DO UPDATE SET link_id = excluded.link_id
            RETURNING attempt_id
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = use.LinkId });
        command.Parameters.Add(new NpgsqlParameter { Value = use.AttemptId });
        command.Parameters.Add(new NpgsqlParameter { Value = use.ExpiresAt.ToUniversalTime() });
        return (Guid)(await command.ExecuteScalarAsync())! == use.AttemptId;
    });

    private static Task<T> RunAsync<T>(Func<Task<T>> run) => Tables.UseAsync("The tables of the page", run);
}
