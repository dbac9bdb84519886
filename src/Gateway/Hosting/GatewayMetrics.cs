using OpenTelemetry.Metrics;
using Purser.Gateway.Auth;
using Purser.Hosting;

namespace Purser.Gateway.Hosting;

/// <summary>What the process counts, for Prometheus: for operators, by their key.</summary>
internal static class GatewayMetrics
{
    public static void AddGatewayMetrics(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GatewayMeter>();
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter(MeterNames.All).AddPrometheusExporter());
    }

    public static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapPrometheusScrapingEndpoint("/metrics")
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))
            .ForOperators();
}
