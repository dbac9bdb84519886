using System.Text.Json.Serialization;

namespace Purser.Client.Spooling;

/// <summary>A debit that went ahead unpaid, as it stands: a line of the spool's file. Of a debit's lines the last one counts.</summary>
internal sealed record SpoolLine(
    SpoolState State,
    string TeamId,
    string Key,
    string MemberId,
    AiAction Action,
    bool Regeneration,
    DateTimeOffset At,
    string? JobId = null,
    string? Code = null,
    string? Detail = null)
{
    public (string TeamId, string Key) Id => (TeamId, Key);

    public static SpoolLine Of(string teamId, Debit debit, DateTimeOffset at) =>
        new(SpoolState.Unpaid, teamId, debit.Key, debit.MemberId, debit.Action, debit.Regeneration, at, debit.JobId);

    public Debit ToDebit() => new(MemberId, Action) { JobId = JobId, Regeneration = Regeneration, Key = Key };

    public UnchargedDebit ToUncharged() => new(TeamId, ToDebit(), At, Code ?? "", Detail ?? "");

    /// <summary>Whether it is the same request: a key belongs to one.</summary>
    public bool IsSameAs(SpoolLine other) => this with { At = other.At } == other;
}

/// <summary>How a spooled debit stands.</summary>
[JsonConverter(typeof(CodeConverter<SpoolState>))]
internal enum SpoolState
{
    /// <summary>A word of another version: the line cannot be read.</summary>
    Unknown = 0,

    /// <summary>The action went ahead, and the debit is to be charged.</summary>
    Unpaid,

    /// <summary>The debit was refused: it is not charged any more, and to be told.</summary>
    Uncharged,

    /// <summary>It is charged, or told.</summary>
    Settled,
}
