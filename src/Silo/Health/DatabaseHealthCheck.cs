using Microsoft.Extensions.Diagnostics.HealthChecks;
using Purser.Ledger;

namespace Purser.Health;

/// <summary>Healthy where the database answers and is trusted with credits.</summary>
internal sealed class DatabaseHealthCheck(LedgerDatabase database, DatabaseGuard guard) : IHealthCheck
{
    /// <summary>An exception or a timeout is reported as unhealthy by the framework.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var command = database.Source.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
        return guard.Objection is { } objection ? HealthCheckResult.Unhealthy(objection) : HealthCheckResult.Healthy();
    }
}
