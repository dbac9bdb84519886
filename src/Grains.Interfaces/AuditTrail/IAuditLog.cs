using Purser.Teams;

namespace Purser.AuditTrail;

/// <summary>Who changed what; the grain's key is 0. Whatever is in it stays as it is.</summary>
[Alias("purser.IAuditLog")]
public interface IAuditLog : IGrainWithIntegerKey
{
    /// <summary>Some of it, the newest first.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be read.</exception>
    [Alias("Read")]
    Task<AuditEntry[]> Read(AuditLogQuery query);
}

/// <summary>Which changes.</summary>
/// <param name="TeamId">Only those of a team; null: all, those of no team too.</param>
/// <param name="Actor">Only what they changed.</param>
/// <param name="Change">Only changes of this kind.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
/// <param name="Before">Only those after this one in the list, by its <see cref="AuditEntry.Position"/>; null: from the newest on.</param>
/// <param name="Count">How many; 1 to <see cref="Limits.ExportPageSize"/>.</param>
[GenerateSerializer, Immutable, Alias("purser.AuditLogQuery")]
public sealed record AuditLogQuery(
    TeamId? TeamId, string? Actor, AuditChange? Change, DateTimeOffset? From, DateTimeOffset? To, long? Before, int Count);

/// <summary>One change.</summary>
/// <param name="Position">Its place in the log, from 1 with gaps.</param>
/// <param name="At">When.</param>
/// <param name="TeamId">Of which team; null: of none.</param>
/// <param name="Actor">Who made it.</param>
/// <param name="Change">Its kind.</param>
/// <param name="EntryId">Its entry in the team's ledger; null where it has none.</param>
/// <param name="Subject">The member or the key that it is about; null where it is about the team.</param>
/// <param name="Before">How it was, a JSON object; null where there was nothing, or nothing is said of it.</param>
/// <param name="After">How it is from then on, a JSON object; null where there is nothing any more.</param>
[GenerateSerializer, Immutable, Alias("purser.AuditEntry")]
public sealed record AuditEntry(
    long Position, DateTimeOffset At, TeamId? TeamId, string Actor, AuditChange Change, long? EntryId, string? Subject, string? Before, string? After);
