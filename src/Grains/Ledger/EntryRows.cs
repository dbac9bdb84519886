using Npgsql;
using NpgsqlTypes;
using Purser.Accounts;

namespace Purser.Ledger;

/// <summary>
/// The rows of one commit, a list per column: one <c>INSERT … SELECT FROM unnest(…)</c> takes any number of them in one
/// round trip and one flush. The lists are kept and filled anew for every commit.
/// </summary>
internal sealed class EntryRows : ILaneRows
{
    private const string Insert =
        $"INSERT INTO purser.ledger ({EntryRow.Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
        + "$13, $14, $15, $16, $17, $18)";

    private readonly List<string> teamId = [];
    private readonly List<long> seq = [];
    private readonly List<DateTime> at = [];
    private readonly List<DateTime> cycleStart = [];
    private readonly List<short> kind = [];
    private readonly List<short?> bucket = [];
    private readonly List<long> amount = [];
    private readonly List<string?> memberId = [];
    private readonly List<short?> action = [];
    private readonly List<bool> regeneration = [];
    private readonly List<string?> jobId = [];
    private readonly List<long?> reverses = [];
    private readonly List<string?> key = [];
    private readonly List<string?> detail = [];
    private readonly List<long> total = [];
    private readonly List<long> remaining = [];
    private readonly List<long> used = [];
    private readonly List<long> extra = [];

    public int Count => seq.Count;

    public void Clear()
    {
        teamId.Clear();
        seq.Clear();
        at.Clear();
        cycleStart.Clear();
        kind.Clear();
        bucket.Clear();
        amount.Clear();
        memberId.Clear();
        action.Clear();
        regeneration.Clear();
        jobId.Clear();
        reverses.Clear();
        key.Clear();
        detail.Clear();
        total.Clear();
        remaining.Clear();
        used.Clear();
        extra.Clear();
    }

    public void Add(TeamId team, Entry entry)
    {
        var reversed = entry.Event as TeamEvent.Reversed;
        var debit = reversed?.Of ?? entry.Event as TeamEvent.Debited;
        var movement = entry.Event.Movement;
        teamId.Add(team.Value);
        seq.Add(entry.Seq);
        at.Add(entry.At.UtcDateTime);
        cycleStart.Add(entry.CycleStart.UtcDateTime);
        kind.Add((short)EventDetail.KindOf(entry.Event));
        bucket.Add((short?)movement?.Bucket);
        amount.Add(movement?.Amount.Count ?? 0);
        memberId.Add(debit?.MemberId.Value);
        action.Add((short?)debit?.Action);
        regeneration.Add(debit?.Regeneration ?? false);
        jobId.Add(debit?.JobId?.Value);
        reverses.Add(reversed?.Debit);
        key.Add(entry.Key);
        detail.Add(EventDetail.Write(entry.Event));
        total.Add(entry.Balance.Total.Count);
        remaining.Add(entry.Balance.Remaining.Count);
        used.Add(entry.Balance.Used.Count);
        extra.Add(entry.Balance.Extra.Count);
    }

    /// <inheritdoc />
    public NpgsqlCommand CreateStatement(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(Insert, connection);
        command.Bind(teamId, NpgsqlDbType.Text);
        command.Bind(seq, NpgsqlDbType.Bigint);
        command.Bind(at, NpgsqlDbType.TimestampTz);
        command.Bind(cycleStart, NpgsqlDbType.TimestampTz);
        command.Bind(kind, NpgsqlDbType.Smallint);
        command.Bind(bucket, NpgsqlDbType.Smallint);
        command.Bind(amount, NpgsqlDbType.Bigint);
        command.Bind(memberId, NpgsqlDbType.Text);
        command.Bind(action, NpgsqlDbType.Smallint);
        command.Bind(regeneration, NpgsqlDbType.Boolean);
        command.Bind(jobId, NpgsqlDbType.Text);
        command.Bind(reverses, NpgsqlDbType.Bigint);
        command.Bind(key, NpgsqlDbType.Text);
        command.Bind(detail, NpgsqlDbType.Text);
        command.Bind(total, NpgsqlDbType.Bigint);
        command.Bind(remaining, NpgsqlDbType.Bigint);
        command.Bind(used, NpgsqlDbType.Bigint);
        command.Bind(extra, NpgsqlDbType.Bigint);
        return command;
    }
}
