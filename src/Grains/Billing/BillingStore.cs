using Npgsql;
using Purser.Ledger;

namespace Purser.Billing;

/// <summary>What is remembered of Stripe beside the ledger: events received, whose customers they are, packs on offer.</summary>
internal sealed class BillingStore(NpgsqlDataSource database, DatabaseGuard guard)
{
    private const int MostTopUps = 200;

    private DateTimeOffset Now => guard.Now();

    /// <summary>Writes an event down.</summary>
    /// <returns>Whether it had been dealt with before.</returns>
    public async Task<bool> ReceiveAsync(StripeNotice notice) => await RunAsync(async () =>
    {
        await using var command = Command(
            """
            INSERT INTO purser.stripe_event (event_id, type, object_id, team_id, created_at, received_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (event_id) DO UPDATE SET deliveries = stripe_event.deliveries + 1
            RETURNING settled_at IS NOT NULL
            """,
            notice.EventId, notice.Type, notice.ObjectId, notice.Team, notice.CreatedAt.ToUniversalTime(), Now);
        return (bool)(await command.ExecuteScalarAsync())!;
    });

    /// <summary>Writes down what became of an event.</summary>
    public Task SettleAsync(string eventId, TeamId? team, InboxOutcome outcome) => ExecuteAsync(
        "UPDATE purser.stripe_event SET settled_at = $2, outcome = $3, team_id = coalesce($4, team_id) WHERE event_id = $1",
        eventId, Now, (short)outcome, team);

    /// <summary>Forgets some of the events that were dealt with before an instant; how many.</summary>
    public Task<int> ForgetEventsAsync(DateTimeOffset before, int most) => ExecuteAsync(
        """
        DELETE FROM purser.stripe_event WHERE event_id IN (
          SELECT event_id FROM purser.stripe_event WHERE settled_at < $1 ORDER BY settled_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        """,
        before.ToUniversalTime(), most);

    /// <summary>The team of a customer; null when none is known.</summary>
    public async Task<TeamId?> TeamOfAsync(string customer) => await RunAsync(async () =>
    {
        await using var command = Command("SELECT team_id FROM purser.stripe_customer WHERE customer_id = $1", customer);
        return await command.ExecuteScalarAsync() is string team ? TeamId.Parse(team) : (TeamId?)null;
    });

    /// <summary>Remembers whose a customer is; the first word counts.</summary>
    public Task LinkAsync(string customer, TeamId team) => ExecuteAsync(
        "INSERT INTO purser.stripe_customer (customer_id, team_id, linked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        customer, team, Now);

    /// <summary>Remembers a top-up, or how it stands now. What is paid stays paid.</summary>
    public Task PutAsync(TeamId team, TopUp topUp, string? paymentIntent) => ExecuteAsync(
        """
        INSERT INTO purser.top_up
          (top_up_id, team_id, pack, currency, payment_intent, credits, amount, created_at, status, automatic)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (top_up_id) DO UPDATE SET
          payment_intent = coalesce(excluded.payment_intent, top_up.payment_intent),
          amount = excluded.amount,
          -- Paid stays paid, and what failed can only come to be paid.
          status = CASE WHEN top_up.status = 3 OR (top_up.status = 4 AND excluded.status <> 3) THEN top_up.status ELSE excluded.status END
        """,
        topUp.Id, team, topUp.Pack, topUp.Currency, paymentIntent, topUp.Credits.Count, topUp.Amount,
        topUp.CreatedAt.ToUniversalTime(), (short)topUp.Status, topUp.IsAutomatic);

    /// <summary>The top-up that a payment was for; null when none is known.</summary>
    public async Task<string?> TopUpOfAsync(TeamId team, string paymentIntent) => await RunAsync(async () =>
    {
        await using var command = Command(
            "SELECT top_up_id FROM purser.top_up WHERE team_id = $1 AND payment_intent = $2", team, paymentIntent);
        return await command.ExecuteScalarAsync() as string;
    });

    /// <summary>Checkout Sessions of the last month that are not known to have come to an end.</summary>
    public async Task<string[]> UnsettledAsync(TeamId team) => await RunAsync(async () =>
    {
        await using var command = Command(
            "SELECT top_up_id FROM purser.top_up WHERE team_id = $1 AND status IN (1, 2) AND NOT automatic AND created_at > $2 "
            + "ORDER BY created_at DESC LIMIT 20",
            team, Now.AddDays(-31));
        await using var rows = await command.ExecuteReaderAsync();
        List<string> found = [];
        while (await rows.ReadAsync())
        {
            found.Add(rows.GetString(0));
        }

        return found.ToArray();
    });

    /// <summary>The newest top-ups of a team.</summary>
    public async Task<TopUp[]> TopUpsAsync(TeamId team) => await RunAsync(async () =>
    {
        await using var command = Command(
            $"""
            SELECT top_up_id, pack, credits, amount, currency, status, automatic, created_at
            FROM purser.top_up WHERE team_id = $1 ORDER BY created_at DESC, top_up_id LIMIT {MostTopUps}
            """,
            team);
        await using var rows = await command.ExecuteReaderAsync();
        List<TopUp> found = [];
        while (await rows.ReadAsync())
        {
            found.Add(new TopUp(
                rows.GetString(0), rows.GetString(1), new Credits(rows.GetInt64(2)), rows.GetInt64(3), rows.GetString(4),
                (TopUpStatus)rows.GetInt16(5), rows.GetBoolean(6), rows.GetFieldValue<DateTimeOffset>(7)));
        }

        return found.ToArray();
    });

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            // A text null still has to say that it is a text.
            command.Parameters.Add(value is null
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
                : new NpgsqlParameter { Value = value is IOwnId id ? id.Value : value });
        }

        return command;
    }

    private Task<int> ExecuteAsync(string sql, params object?[] values) => RunAsync(async () =>
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    });

    private static Task<T> RunAsync<T>(Func<Task<T>> run) => Tables.UseAsync("The billing tables", run);
}
