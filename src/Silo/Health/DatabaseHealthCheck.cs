using Microsoft.Extensions.Diagnostics.HealthChecks;
using Purser.Hosting;

namespace Purser.Health;

internal sealed class DatabaseHealthCheck(OrleansDatabase database) : IHealthCheck
{
    /// <summary>An exception or a timeout is reported as unhealthy by the framework.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await database.PingAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
