using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Purser.Hosting;

/// <summary>
/// Traces and metrics go by OTLP to where OpenTelemetry's own variables say, sampled as they say; without an address nothing is
/// traced, and nothing is sent.
/// </summary>
public static class Otlp
{
    /// <summary>Where to.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>Purser's own spans and those of calls of grains. Not HTTP clients': their addresses may hold secrets.</summary>
    private static readonly string[] Sources = ["Purser", "Microsoft.Orleans.Application"];

    /// <summary>Whether there is somebody to send to.</summary>
    public static bool IsOn(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Endpoint]);

    /// <summary>Sends what the process traces and counts; once in a process, since it hears all of it.</summary>
    public static void AddOtlp(this IHostApplicationBuilder builder)
    {
        if (!IsOn(builder.Configuration))
        {
            return;
        }

        var name = builder.Configuration[ServiceName] ?? "purser";
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name))
            .WithTracing(static traces => traces.AddSource(Sources).AddOtlpExporter())
            .WithMetrics(static metrics => metrics.AddMeter(MeterNames.All).AddOtlpExporter());
    }
}
