using Purser.Accounts;
using Purser.AuditTrail;

namespace Purser.Ledger;

/// <summary>What the audit trail says of an entry.</summary>
internal static class LedgerAudit
{
    /// <param name="teamId">The team.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="before">What would have made it as it was before; null where there was nothing.</param>
    /// <param name="by">Who made it.</param>
    public static AuditRow Row(TeamId teamId, Entry entry, TeamEvent? before, Actor by) => new(
        entry.At,
        teamId,
        by,
        (AuditChange)EventDetail.KindOf(entry.Event),
        entry.Seq,
        Audited.Subject(entry.Event)?.Value,
        before is null ? null : new Former((AuditChange)EventDetail.KindOf(before), EventDetail.Write(before)),
        EventDetail.Write(entry.Event),
        entry.Event.Movement is { Bucket: Bucket.Extra } ? entry.Balance.Extra.Count : null);
}
