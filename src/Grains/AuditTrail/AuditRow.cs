namespace Purser.AuditTrail;

/// <summary>A change as it is written down, in the transaction of the change itself.</summary>
/// <param name="At">When.</param>
/// <param name="TeamId">Of which team; null: of none.</param>
/// <param name="Actor">Who made it.</param>
/// <param name="Change">Its kind.</param>
/// <param name="EntryId">Its entry in the ledger; null where it has none.</param>
/// <param name="Subject">The member or the key that it is about.</param>
/// <param name="Before">How it was; null where there was nothing, or nothing is said of it.</param>
/// <param name="After">How it is now, as its kind is written.</param>
/// <param name="Extra">What the extra bucket holds after a change that moved it.</param>
internal sealed record AuditRow(
    DateTimeOffset At, TeamId? TeamId, Actor Actor, AuditChange Change, long? EntryId = null, string? Subject = null, Former? Before = null,
    string? After = null, long? Extra = null);

/// <summary>How something was before a change.</summary>
/// <param name="Change">The kind of change that would have made it so.</param>
/// <param name="Detail">As that kind is written.</param>
internal readonly record struct Former(AuditChange Change, string? Detail);
