using Purser.AuditTrail;

namespace Purser.Gateway.Tests;

/// <summary>The audit log of a cluster, in memory, newest first.</summary>
internal sealed class FakeAuditLog : IAuditLog
{
    public AuditLogQuery? LastQuery { get; private set; }

    public AuditEntry[] Entries { get; set; } = [];

    public Task<AuditEntry[]> Read(AuditLogQuery query)
    {
        LastQuery = query;
        return Task.FromResult(Entries.Where(entry => query.Before is null || entry.Position < query.Before).Take(query.Count).ToArray());
    }
}
