using Purser.Alerts;
using Purser.AuditTrail;

namespace Purser.Ledger;

/// <summary>What is written in the transaction of entries and is no part of them.</summary>
/// <param name="Directory">The team among the others, and what people are called; null where nothing of it changed.</param>
/// <param name="Audited">What the audit trail says of them.</param>
/// <param name="Alerts">What the team is told of them.</param>
internal sealed record Beside(DirectoryChange? Directory, IReadOnlyList<AuditRow> Audited, IReadOnlyList<AlertRow> Alerts);
