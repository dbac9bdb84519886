using System.Globalization;
using Purser.Teams;

namespace Purser.Tests.History;

/// <summary>A row of the table as it is, read without the product's own code.</summary>
public sealed record LedgerRow(
    string TeamId,
    long Seq,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    RowKind Kind,
    Bucket? Bucket,
    Credits Amount,
    string? MemberId,
    AiAction? Action,
    bool Regeneration,
    string? JobId,
    long? Reverses,
    string? Key,
    Balance Balance,
    int? HoldSeconds = null)
{
    /// <summary>The debit that it makes final; null where it does not.</summary>
    public long? Confirms => Kind == RowKind.HoldConfirmed ? long.Parse(Key!["\u0001confirm:".Length..], CultureInfo.InvariantCulture) : null;

    /// <summary>What it may be there for at most once; null where that is not a caller's request with a key.</summary>
    public string? Identity => this switch
    {
        { Kind: RowKind.Reversed or RowKind.HoldExpired, Reverses: { } debit } => Ask.OfEntry(debit),
        { Confirms: { } debit } => Ask.OfHold(debit),
        { Key: { } key } => Ask.ByKey(key),
        _ => null,
    };

    /// <summary>Pool and extra together.</summary>
    public Credits Left => Balance.Remaining + Balance.Extra;

    /// <inheritdoc />
    public override string ToString() =>
        $"#{Seq} {Kind} {Amount} {Bucket} by {MemberId} for {Identity}, then {Balance.Remaining} + {Balance.Extra}";
}

/// <summary>The kinds of rows that these tests bring about. The numbers are those of the table.</summary>
public enum RowKind : short
{
    TeamOpened = 1,
    CycleStarted = 2,
    Debited = 3,
    Reversed = 4,
    ExtraGranted = 5,
    MemberPut = 6,
    HoldConfirmed = 21,
    HoldExpired = 22,
}
