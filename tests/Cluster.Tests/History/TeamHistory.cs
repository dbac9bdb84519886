namespace Purser.Tests.History;

/// <summary>One team's calls and rows, and what the calls tell about when each row came into force.</summary>
/// <remarks>
/// A row comes into force at one instant between the start of the first call that asked for it and the first
/// acknowledgement of it, and rows come into force in the order of their numbers. So no row did before
/// <see cref="NotBefore"/> (the latest start among it and the rows before it) nor after <see cref="NotAfter"/> (the
/// earliest acknowledgement among it and the rows after it). Both bounds are wide where nothing is known: what a check
/// reports on them cannot be explained by any order of events.
/// </remarks>
public sealed class TeamHistory
{
    private readonly long[] notBefore;
    private readonly long[] notAfter;

    public TeamHistory(string teamId, IReadOnlyList<Call> calls, IReadOnlyList<LedgerRow> rows, TimeSpan lag)
    {
        TeamId = teamId;
        Lag = (long)(lag.TotalSeconds * TimeProvider.System.TimestampFrequency);
        Calls = calls;
        Rows = rows;
        CallsByIdentity = calls.Where(call => call.Ask.Identity is not null).ToLookup(call => call.Ask.Identity!, StringComparer.Ordinal);
        RowsByIdentity = rows.Where(row => row.Identity is not null).ToLookup(row => row.Identity!, StringComparer.Ordinal);
        notBefore = new long[rows.Count];
        notAfter = new long[rows.Count];
        BoundTheRows();
    }

    public string TeamId { get; }

    public IReadOnlyList<Call> Calls { get; }

    /// <summary>How long after an acknowledgement an answer that changes nothing may still know nothing of it.</summary>
    public long Lag { get; }

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<LedgerRow> Rows { get; }

    /// <summary>The calls that asked for the same thing.</summary>
    public ILookup<string, Call> CallsByIdentity { get; }

    /// <summary>The rows that are there for the same thing: one, if all is well.</summary>
    public ILookup<string, LedgerRow> RowsByIdentity { get; }

    /// <summary>The earliest time at which a row can have come into force.</summary>
    public long NotBefore(int row) => notBefore[row];

    /// <summary>The latest time at which a row can have come into force.</summary>
    public long NotAfter(int row) => notAfter[row];

    /// <summary>
    /// When a row's change was asked for first; the beginning of time where nobody is known to have, or nobody needed to: an
    /// expired hold gives itself back.
    /// </summary>
    public long AskedFirst(LedgerRow row) => row.Kind == RowKind.HoldExpired
        ? long.MinValue
        : CallsOf(row).Select(call => call.Started).DefaultIfEmpty(long.MinValue).Min();

    /// <summary>When a row was acknowledged first; the end of time where it never was.</summary>
    public long AcknowledgedFirst(LedgerRow row) => CallsOf(row)
        .Where(call => (call.Answer is Answer.Done done && done.Receipt.EntryId == row.Seq) || call.Answer is Answer.Confirmed)
        .Select(call => call.Answered)
        .DefaultIfEmpty(long.MaxValue)
        .Min();

    private IEnumerable<Call> CallsOf(LedgerRow row) =>
        row.Identity is { } identity ? CallsByIdentity[identity].Where(call => call.Ask.LeadsTo(row)) : [];

    private void BoundTheRows()
    {
        var latest = long.MinValue;
        for (var row = 0; row < Rows.Count; row++)
        {
            notBefore[row] = latest = Math.Max(latest, AskedFirst(Rows[row]));
        }

        var earliest = long.MaxValue;
        for (var row = Rows.Count - 1; row >= 0; row--)
        {
            notAfter[row] = earliest = Math.Min(earliest, AcknowledgedFirst(Rows[row]));
        }
    }
}
