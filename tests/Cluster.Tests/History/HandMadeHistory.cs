using Purser.Teams;

namespace Purser.Tests.History;

/// <summary>A history written by hand: what was asked and answered when, and what the table says.</summary>
internal sealed class HandMadeHistory
{
    private const string Team = "team";
    private static readonly DateTimeOffset Cycle = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private int clients;

    public HandMadeHistory(int pool)
    {
        Append(RowKind.TeamOpened, bucket: null, Credits.Zero);
        Append(RowKind.CycleStarted, Bucket.Pool, new Credits(pool));
    }

    public List<Call> Calls { get; } = [];

    public List<LedgerRow> Rows { get; } = [];

    public LedgerRow Last => Rows[^1];

    private Balance Now => Rows.Count == 0 ? default : Last.Balance;

    public static Ask.Debit Debit(string key) => new(key, "anna", AiAction.Answer, JobId: null, Regeneration: false);

    public IEnumerable<Wrong> Wrongs() => HistoryChecker.Check(Calls, Rows).Select(violation => violation.Wrong).Distinct();

    /// <summary>A call and what came back.</summary>
    public HandMadeHistory Says(Ask ask, long started, long answered, Answer answer, long? batch = null)
    {
        Calls.Add(new Call(clients++, Team, ask, started, answered, answer, batch));
        return this;
    }

    /// <summary>A debit that happened, and whose caller was told.</summary>
    public HandMadeHistory Debited(string key, long started, long answered) =>
        Row(Debit(key)).Says(Debit(key), started, answered, new Answer.Done(Receipt(Last), Repeated: false));

    /// <summary>The answer to a debit that happened before, given again.</summary>
    public HandMadeHistory Replayed(string key, long started, long answered) =>
        Says(Debit(key), started, answered, new Answer.Done(Receipt(Rows.Last(row => row.Key == key)), Repeated: true));

    /// <summary>A refusal for lack of credits.</summary>
    public HandMadeHistory Refused(string key, long started, long answered) =>
        Says(Debit(key), started, answered, new Answer.Refused(RefusalReason.CreditsExhausted, Left: null));

    /// <summary>A reversal that happened, and whose caller was told.</summary>
    public HandMadeHistory Reversed(string key, long started, long answered)
    {
        var debit = Rows.Last(row => row.Key == key);
        Append(RowKind.Reversed, debit.Bucket, Credits.One, reverses: debit.Seq);
        return Says(new Ask.Reversal(debit.Seq), started, answered, new Answer.Done(Receipt(Last), Repeated: false));
    }

    /// <summary>A debit that is given back unless it is confirmed; the table's clock goes on a second with every row.</summary>
    public HandMadeHistory Held(string key, int seconds, long started, long answered) =>
        Row(Debit(key) with { HoldSeconds = seconds })
            .Says(Debit(key) with { HoldSeconds = seconds }, started, answered, new Answer.Done(Receipt(Last), Repeated: false));

    /// <summary>A held debit that was made final, and whose caller was told.</summary>
    public HandMadeHistory Confirmed(string key, long started, long answered)
    {
        var debit = Rows.Last(row => row.Key == key);
        Append(RowKind.HoldConfirmed, bucket: null, Credits.Zero, key: $"\u0001confirm:{debit.Seq}");
        return Says(new Ask.Confirmation(debit.Seq), started, answered, new Answer.Confirmed(Last.At));
    }

    /// <summary>A held debit that gave itself back.</summary>
    public HandMadeHistory Expired(string key)
    {
        var debit = Rows.Last(row => row.Key == key);
        Append(RowKind.HoldExpired, debit.Bucket, Credits.One, reverses: debit.Seq);
        return this;
    }

    /// <summary>A row in the table, told to nobody.</summary>
    public HandMadeHistory Row(Ask.Debit debit)
    {
        Append(RowKind.Debited, Now.Remaining > Credits.Zero ? Bucket.Pool : Bucket.Extra, -Credits.One, debit: debit);
        return this;
    }

    public static Receipt Receipt(LedgerRow row) =>
        new(row.Seq, row.Bucket!.Value, row.Amount, row.At, row.CycleStart, row.Balance);

    private void Append(RowKind kind, Bucket? bucket, Credits amount, Ask.Debit? debit = null, long? reverses = null, string? key = null)
    {
        var balance = new Balance(
            bucket == Bucket.Pool ? Now.Remaining + amount : Now.Remaining,
            kind is RowKind.Debited or RowKind.Reversed or RowKind.HoldExpired ? Now.Used - amount : Now.Used,
            kind == RowKind.CycleStarted ? amount : Now.Total,
            bucket == Bucket.Extra ? Now.Extra + amount : Now.Extra,
            Now.Version + 1);
        Rows.Add(new LedgerRow(
            Team,
            balance.Version,
            Cycle.AddSeconds(balance.Version),
            Cycle,
            kind,
            bucket,
            amount,
            debit?.MemberId,
            debit?.Action,
            debit?.Regeneration ?? false,
            debit?.JobId,
            reverses,
            debit?.Key ?? key,
            balance,
            debit?.HoldSeconds));
    }
}
