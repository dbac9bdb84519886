using OpenTelemetry.Metrics;
using Purser.Hosting;

namespace Purser.Silo;

/// <summary>What the silo counts, for Prometheus.</summary>
internal static class SiloMetrics
{
    private const string Address = "/metrics";

    public static void AddSiloMetrics(this IHostApplicationBuilder builder) =>
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter(MeterNames.All).AddPrometheusExporter());

    /// <summary>Like the dashboard, it asks nobody who they are, and so answers to this machine only.</summary>
    public static void MapSiloMetrics(this WebApplication silo) =>
        silo.MapPrometheusScrapingEndpoint(Address, meterProvider: null, static branch => branch.Use(static (context, next) =>
        {
            if (ThisMachine.Sent(context))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }), optionsName: null).RequireHost(ThisMachine.Hosts);
}
