using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Purser.History.Blocks;
using Purser.Ledger;

namespace Purser.History;

/// <summary>Entries of the ledger as usage has to know them: what blocks are made of.</summary>
internal sealed class UsageLines([FromKeyedServices(HistoryGrain.Reader)] LedgerReader ledger)
{
    private const string Select =
        "SELECT seq, at, kind, bucket, amount, member_id, action, regeneration, job_id, reverses, cycle_start, remaining + extra = 0 FROM purser.ledger "
        + "WHERE team_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";

    /// <summary>Lines from an entry on, in order.</summary>
    public IAsyncEnumerable<UsageLine> ReadAsync(TeamId teamId, long from, int most) => ledger.QueryAsync(
        Select, [LedgerReader.Parameter(teamId), LedgerReader.Parameter(from), LedgerReader.Parameter(most)], Read);

    /// <summary>An instant in microseconds since 1970.</summary>
    public static long Microseconds(NpgsqlDataReader row, int column) => Microseconds(row.GetDateTime(column));

    /// <summary>An instant in microseconds since 1970, rounded up where it is finer.</summary>
    public static long Microseconds(DateTime instant) =>
        (instant.Ticks - DateTime.UnixEpoch.Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond;

    private static UsageLine Read(NpgsqlDataReader row)
    {
        var (seq, at, kind) = (row.GetInt64(0), Microseconds(row, 1), (EventKind)row.GetInt16(2));
        if (kind is not (EventKind.Debited or EventKind.Reversed or EventKind.HoldExpired))
        {
            return new UsageLine(
                seq, at, UsageKind.Other, MemberId: null, JobId: null, Debit: 0, LeavesNothing: row.GetBoolean(11),
                IsTurn(kind) ? new Turn(seq, (short)kind, Microseconds(row, 10)) : null);
        }

        var role = kind is EventKind.Debited ? EntryRole.Debit
            : row.GetInt64(4) > 0 ? EntryRole.GivesBack
            : EntryRole.GivesNothingBack;
        return new UsageLine(
            seq,
            at,
            new UsageKind(role, (AiAction)row.GetInt16(6), row.GetBoolean(7), (Bucket)row.GetInt16(3)),
            row.GetString(5),
            row.IsDBNull(8) ? null : row.GetString(8),
            role is EntryRole.Debit ? 0 : row.GetInt64(9),
            row.GetBoolean(11),
            Turn: null);
    }

    /// <summary>What starts a cycle, moves its end, or changes the status that it ends with.</summary>
    private static bool IsTurn(EventKind kind) => StartsCycle((short)kind) || kind is EventKind.TeamOpened or EventKind.CycleEndMoved or EventKind.PaymentChanged;

    /// <summary>Whether a cycle starts with an entry of this kind, or goes on with it.</summary>
    public static bool StartsCycle(short kind) =>
        (EventKind)kind is EventKind.CycleStarted or EventKind.SubscriptionStarted or EventKind.SpendingEnded or EventKind.CycleEntered;
}
