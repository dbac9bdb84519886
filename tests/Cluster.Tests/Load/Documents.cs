using System.Text.Json;
using Purser.Teams;
using Purser.Tests.History;

namespace Purser.Tests.Load;

/// <summary>The gateway's answers, as far as these tests read them.</summary>
internal static class Documents
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
}

/// <summary>A debit, a reversal or a grant, as it is answered.</summary>
internal sealed record EntryDocument(
    long EntryId,
    string TeamId,
    string? MemberId,
    AiAction? Action,
    string? JobId,
    bool? Regeneration,
    long? Reverses,
    Bucket Bucket,
    Credits Amount,
    DateTimeOffset At,
    DateTimeOffset? CycleStart,
    Balance Credits,
    HoldDocument? Hold = null)
{
    public Receipt Receipt => new(EntryId, Bucket, Amount, At, CycleStart, Credits);

    /// <summary>Whether it is the answer to this request.</summary>
    public bool Answers(string teamId, Ask ask) => TeamId == teamId && ask switch
    {
        Ask.Debit debit =>
            MemberId == debit.MemberId && Action == debit.Action && JobId == debit.JobId && Regeneration == debit.Regeneration
            && Hold?.ExpiresAt == (debit.HoldSeconds is { } seconds ? At.AddSeconds(seconds) : null),
        Ask.Reversal reversal => Reverses == reversal.EntryId,
        _ => true,
    };
}

/// <summary>Until when a debit may be confirmed.</summary>
internal sealed record HoldDocument(DateTimeOffset ExpiresAt);

/// <summary>A confirmation, as it is answered.</summary>
internal sealed record ConfirmationDocument(long EntryId, DateTimeOffset ConfirmedAt);

/// <summary>A batch, as it is answered.</summary>
internal sealed record BatchDocument(BatchResult[] Results, Balance Credits);

/// <summary>One debit of a batch, as it is answered.</summary>
internal sealed record BatchResult(string Key, string Outcome, EntryDocument? Entry, RefusalReason? Reason);

/// <summary>A refusal, as it is answered.</summary>
internal sealed record ProblemDocument(string Type, string? Reason, long? Remaining, long? Extra);

/// <summary>A team's credits, as far as entries determine them.</summary>
internal sealed record CreditsDocument(
    Credits Remaining, Credits Used, Credits UsedFromPool, Credits UsedFromExtra, Credits Total, Credits Extra, Credits Held, long Version)
{
    public Balance Balance => new(Remaining, Used, Total, Extra, Version);
}

/// <summary>A team's audit.</summary>
internal sealed record AuditDocument(bool Ok, long Entries, long Version, JsonElement Differences);
