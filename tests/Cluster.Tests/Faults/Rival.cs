using Npgsql;
using Purser.Teams;
using Purser.Tests.History;

namespace Purser.Tests.Faults;

/// <summary>
/// A second writer of a team's ledger, as a second activation would be: it reads the last row and inserts the next one,
/// past the product. Its debits belong to the history like everybody else's.
/// </summary>
internal sealed class Rival(string database, string teamId, Recorder recorder) : IAsyncDisposable
{
    private const int Client = -2;

    private const string NextDebit =
        """
        INSERT INTO purser.ledger (team_id, seq, at, cycle_start, kind, bucket, amount, member_id, action, regeneration,
                                   idempotency_key, total, remaining, used, extra)
        SELECT team_id, seq + 1, greatest(at, clock_timestamp()), cycle_start, 3, CASE WHEN remaining > 0 THEN 1 ELSE 2 END, -1,
               'owner', 1, false, $2, total, greatest(remaining - 1, 0), used + 1, CASE WHEN remaining > 0 THEN extra ELSE extra - 1 END
        FROM purser.ledger WHERE team_id = $1 ORDER BY seq DESC LIMIT 1
        RETURNING seq, at, cycle_start, bucket, remaining, used, total, extra
        """;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(database);
    private int keys;

    /// <summary>Debits one credit; tries again for as long as somebody else is faster.</summary>
    public async Task DebitAsync(CancellationToken cancellation)
    {
        var debit = new Ask.Debit($"{teamId}/rival/{++keys}", "owner", AiAction.CoverLetter, JobId: null, Regeneration: false);
        while (true)
        {
            var started = Recorder.Now();
            try
            {
                var receipt = await InsertAsync(debit.Key, cancellation);
                recorder.Add(new Call(Client, teamId, debit, started, Recorder.Now(), new Answer.Done(receipt, Repeated: false)));
                return;
            }
            catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // Fenced, this time us.
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<Receipt> InsertAsync(string key, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(NextDebit);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = teamId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        Assert.True(await row.ReadAsync(cancellation));
        var balance = new Balance(
            new Credits(row.GetInt64(4)), new Credits(row.GetInt64(5)), new Credits(row.GetInt64(6)), new Credits(row.GetInt64(7)), row.GetInt64(0));
        return new Receipt(
            balance.Version,
            (Bucket)row.GetInt16(3),
            -Credits.One,
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetFieldValue<DateTimeOffset>(2),
            balance);
    }
}
