using System.Globalization;
using Npgsql;
using Purser.Accounts;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>A row of the ledger, read back as the entry it is.</summary>
internal static class EntryRow
{
    /// <summary>The columns in the order of every read, and of the insert's parameters.</summary>
    public const string Columns =
        "team_id, seq, at, cycle_start, kind, bucket, amount, member_id, action, regeneration, job_id, reverses, "
        + "idempotency_key, detail, total, remaining, used, extra";

    /// <summary>Reads a row whose columns are <see cref="Columns"/>.</summary>
    public static Entry Read(NpgsqlDataReader row)
    {
        var kind = (EventKind)row.GetInt16(4);
        var cycleStart = row.GetFieldValue<DateTimeOffset>(3);
        TeamEvent happened = kind switch
        {
            EventKind.Debited when Text(row, 13) is EventDetail.Imported => Debit(row, holdSeconds: null) with { Imported = true },
            EventKind.Debited => Debit(row, HoldSeconds(row)),
            EventKind.Reversed or EventKind.HoldExpired => new TeamEvent.Reversed(
                row.GetInt64(11),
                Debit(row, holdSeconds: null),
                cycleStart,
                new Credits(row.GetInt64(6)),
                Text(row, 13),
                HoldExpired: kind is EventKind.HoldExpired),
            _ => EventDetail.Read(kind, row.GetString(13)),
        };
        var balance = new Balance(
            new Credits(row.GetInt64(15)),
            new Credits(row.GetInt64(16)),
            new Credits(row.GetInt64(14)),
            new Credits(row.GetInt64(17)),
            row.GetInt64(1));
        return new Entry(row.GetFieldValue<DateTimeOffset>(2), cycleStart, happened, Text(row, 12), balance);
    }

    /// <summary>Reads the movement that a row recorded; it says the same as the entry's event unless somebody changed the row.</summary>
    public static Movement? ReadMovement(NpgsqlDataReader row) =>
        row.IsDBNull(5) ? null : new Movement((Bucket)row.GetInt16(5), new Credits(row.GetInt64(6)));

    private static TeamEvent.Debited Debit(NpgsqlDataReader row, int? holdSeconds) => new(
        Id<MemberId>(row, 7), (AiAction)row.GetInt16(8), row.IsDBNull(10) ? null : Id<JobId>(row, 10), row.GetBoolean(9), (Bucket)row.GetInt16(5), holdSeconds);

    private static int? HoldSeconds(NpgsqlDataReader row)
    {
        if (row.IsDBNull(13))
        {
            return null;
        }

        var detail = row.GetString(13);
        return int.TryParse(detail, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : throw new AccountBrokenException($"A debit's row says it is held for {detail} seconds.");
    }

    private static TId Id<TId>(NpgsqlDataReader row, int column)
        where TId : struct, IOwnId<TId> => TId.TryParse(row.GetString(column), provider: null, out var id)
            ? id
            : throw new AccountBrokenException($"A debit's row has '{row.GetString(column)}' for a {typeof(TId).Name}.");

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
