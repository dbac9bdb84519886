using System.Text.Json;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.Ledger;

/// <summary>One page of the ledger as it is answered.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record LedgerAnswer(LedgerRow[] Items, string? Next)
{
    public static LedgerAnswer Of(LedgerPage page) =>
        new([.. page.Items.Select(LedgerRow.Of)], EntryCursor.Write(EntryCursor.Ledger, page.Next));
}

/// <summary>An entry as it is answered.</summary>
internal sealed record LedgerRow(
    long EntryId,
    DateTimeOffset At,
    string Kind,
    Bucket? Bucket,
    Credits Amount,
    DateTimeOffset? CycleStart,
    string? MemberId,
    AiAction? Action,
    string? JobId,
    bool? Regeneration,
    long? Reverses,
    JsonElement? Detail,
    LedgerBalance Balance)
{
    public static LedgerRow Of(LedgerEntry entry) => new(
        entry.EntryId,
        entry.At,
        entry.Kind,
        entry.Bucket,
        entry.Amount,
        entry.CycleStart,
        entry.Debit?.MemberId,
        entry.Debit?.Action,
        entry.Debit?.JobId,
        entry.Debit?.Regeneration,
        entry.Debit?.Reverses,
        entry.Detail is { } facts ? JsonElement.Parse(facts) : null,
        new LedgerBalance(entry.Balance.Remaining, entry.Balance.Used, entry.Balance.Total, entry.Balance.Extra));
}

/// <summary>The numbers right after an entry.</summary>
internal sealed record LedgerBalance(Credits Remaining, Credits Used, Credits Total, Credits Extra);
