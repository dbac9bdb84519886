using Orleans.Concurrency;
using Purser.AuditTrail;
using Purser.Teams;

namespace Purser.History;

/// <summary>Tells who changed what.</summary>
[StatelessWorker, Reentrant]
internal sealed class AuditLogGrain(AuditLog log) : Grain, IAuditLog
{
    /// <inheritdoc />
    public Task<AuditEntry[]> Read(AuditLogQuery query)
    {
        Arguments.Check(query);
        return log.ReadAsync(query);
    }
}
