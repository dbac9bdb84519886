using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Purser.Health;

internal static class HealthEndpoints
{
    public static void AddSiloHealth(this IHostApplicationBuilder builder) => builder.Services.AddHealthChecks()
        .AddCheck<SiloHealthCheck>("silo")
        .AddCheck<DatabaseHealthCheck>("database", timeout: TimeSpan.FromSeconds(5));

    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        // Alive means that the process answers; a restart would not bring a lost database back.
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        endpoints.MapHealthChecks("/health/ready");
    }
}
