using Npgsql;
using NpgsqlTypes;

namespace Purser.Alerts;

/// <summary>
/// The queue of alerts on their way. It is a table: what a silo took and did not end is there for another when its time is over, and
/// what is for one team goes to an endpoint one after the other, in its order.
/// </summary>
internal sealed class AlertQueue(NpgsqlDataSource database)
{
    /// <summary>How long whoever took one has for it: longer than an attempt may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What has another before it is put off until that one's time, so that it is not looked at all the while; and is due as soon as
    /// that one has ended.
    /// </summary>
    private const string Take =
        """
        WITH due AS (
          SELECT endpoint_id, alert_id, team_id FROM purser.alert_delivery
          WHERE due_at <= $1 AND endpoint_id <> ALL ($2) ORDER BY due_at, alert_id LIMIT $3 FOR UPDATE SKIP LOCKED
        ), placed AS (
          SELECT due.endpoint_id, due.alert_id, (
            SELECT min(due_at) FROM purser.alert_delivery before
            WHERE before.endpoint_id = due.endpoint_id AND before.team_id = due.team_id AND before.alert_id < due.alert_id AND before.due_at IS NOT NULL
          ) AS ahead FROM due
        ), taken AS (
          UPDATE purser.alert_delivery delivery SET
            due_at = CASE WHEN ahead IS NULL THEN $1 + $4 ELSE greatest(ahead, $1) + interval '1 second' END,
            attempts = attempts + CASE WHEN ahead IS NULL THEN 1 ELSE 0 END,
            tried_at = CASE WHEN ahead IS NULL THEN $1 ELSE tried_at END
          FROM placed WHERE delivery.endpoint_id = placed.endpoint_id AND delivery.alert_id = placed.alert_id
          RETURNING delivery.endpoint_id, delivery.alert_id, delivery.team_id, attempts, ahead IS NULL AS is_first
        )
        SELECT taken.endpoint_id, url, secret, previous_secret, previous_until, attempts, taken.alert_id, taken.team_id, at, kind, entry_id, facts,
          is_first, removed_at IS NOT NULL
        FROM taken JOIN purser.alert_endpoint USING (endpoint_id) JOIN purser.alert USING (alert_id)
        """;

    /// <summary>What comes next in its team is due now; where it is tried again, that waits with it. Those behind are put off in turn.</summary>
    private const string End =
        """
        WITH ended AS (
          UPDATE purser.alert_delivery SET due_at = $4, delivered_at = $5, status = $6, trouble = $7
          WHERE endpoint_id = $1 AND alert_id = $2 AND due_at IS NOT NULL RETURNING alert_id
        )
        UPDATE purser.alert_delivery SET due_at = $8
        WHERE endpoint_id = $1 AND EXISTS (SELECT FROM ended) AND alert_id = (
          SELECT min(alert_id) FROM purser.alert_delivery WHERE endpoint_id = $1 AND team_id = $3 AND alert_id > $2 AND due_at IS NOT NULL)
        """;

    private const string Prune =
        """
        WITH old AS (
          DELETE FROM purser.alert WHERE alert_id IN (SELECT alert_id FROM purser.alert WHERE at < $1 ORDER BY at LIMIT $2) RETURNING alert_id
        ), delivered AS (
          DELETE FROM purser.alert_delivery WHERE alert_id IN (SELECT alert_id FROM old)
        )
        SELECT count(*)::int FROM old
        """;

    /// <summary>Takes some that are due: nobody else does while the lease lasts. What an endpoint that was removed was to get is given up.</summary>
    /// <param name="now">What time it is.</param>
    /// <param name="except">Endpoints that have enough to do.</param>
    /// <param name="most">How many are looked at.</param>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<TakenAlerts> TakeAsync(DateTimeOffset now, IReadOnlyCollection<string> except, int most)
    {
        await using var command = database.CreateCommand(Take);
        command.Parameters.Add(Instant(now));
        command.Parameters.Add(new NpgsqlParameter { Value = except.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = most });
        command.Parameters.Add(new NpgsqlParameter { Value = Lease });
        var looked = 0;
        List<AlertToPost> taken = [], gone = [];
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                looked++;
                if (rows.GetBoolean(12))
                {
                    (rows.GetBoolean(13) ? gone : taken).Add(new AlertToPost(
                        rows.GetString(0), new Uri(rows.GetString(1)), AlertEndpointStore.Secrets(rows, first: 2, now), rows.GetInt32(5), AlertLog.Read(rows, first: 6)));
                }
            }
        }

        foreach (var post in gone)
        {
            await FailedAsync(post, now, new AlertPosted(Status: null, "The endpoint was removed."), next: null);
        }

        return new TakenAlerts(taken, looked);
    }

    /// <summary>The receiver has it.</summary>
    public Task DeliveredAsync(AlertToPost post, DateTimeOffset now, AlertPosted how) => EndAsync(post, dueAt: null, deliveredAt: now, how, after: now);

    /// <summary>It does not, and it is tried again; or, with no time for that, it is given up.</summary>
    public Task FailedAsync(AlertToPost post, DateTimeOffset now, AlertPosted how, DateTimeOffset? next) =>
        EndAsync(post, next, deliveredAt: null, how, after: next ?? now);

    /// <summary>Lets go of alerts of before a time, with their deliveries; how many alerts that were.</summary>
    public async Task<int> PruneAsync(DateTimeOffset before, int most)
    {
        await using var command = database.CreateCommand(Prune);
        command.Parameters.Add(Instant(before));
        command.Parameters.Add(new NpgsqlParameter { Value = most });
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task EndAsync(AlertToPost post, DateTimeOffset? dueAt, DateTimeOffset? deliveredAt, AlertPosted how, DateTimeOffset after)
    {
        await using var command = database.CreateCommand(End);
        command.Parameters.Add(new NpgsqlParameter { Value = post.EndpointId });
        command.Parameters.Add(new NpgsqlParameter { Value = post.Alert.AlertId });
        command.Parameters.Add(new NpgsqlParameter { Value = post.Alert.TeamId!.Value.Value });
        command.Parameters.Add(Instant(dueAt));
        command.Parameters.Add(Instant(deliveredAt));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)how.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)how.Trouble ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(Instant(after));
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter Instant(DateTimeOffset? at) =>
        new() { Value = (object?)at?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}

/// <summary>What was taken from the queue.</summary>
/// <param name="ToPost">What is to be posted now.</param>
/// <param name="Looked">How many were due, those that wait behind others too.</param>
internal readonly record struct TakenAlerts(IReadOnlyList<AlertToPost> ToPost, int Looked);

/// <summary>An alert that is to be posted now.</summary>
/// <param name="EndpointId">To whom.</param>
/// <param name="Url">Where.</param>
/// <param name="Secrets">What it is signed with.</param>
/// <param name="Attempt">The how-manieth attempt this is, from 1.</param>
/// <param name="Alert">What it says.</param>
internal sealed record AlertToPost(string EndpointId, Uri Url, IReadOnlyList<AlertSecret> Secrets, int Attempt, RaisedAlert Alert);
