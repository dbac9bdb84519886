using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Purser.Hosting;

/// <summary>Logs for machines: <c>Logging:Console:FormatterName=json</c> is enough, what else they want is the default here.</summary>
public static class JsonLogs
{
    private const string Console = "Logging:Console";

    /// <summary>
    /// Each line has its time in UTC, its scopes, and in them the trace and span that it was written in, if there is one. The
    /// framework's options of the same names win.
    /// </summary>
    public static void AddJsonLogs(this IServiceCollection services)
    {
        services.Configure<LoggerFactoryOptions>(static logs => logs.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        // A slim host has no formatter but its own, and does not ask the configuration for another.
        services.AddLogging(static logs => logs.AddConsole());
        services.AddOptions<ConsoleLoggerOptions>().Configure<IConfiguration>(static (console, configuration) =>
            console.FormatterName = configuration.GetSection(Console)[nameof(console.FormatterName)] ?? console.FormatterName);
        services.AddOptions<JsonConsoleFormatterOptions>().Configure<IConfiguration>(static (json, configuration) =>
        {
            var set = configuration.GetSection($"{Console}:FormatterOptions");
            json.IncludeScopes = set.GetValue(nameof(json.IncludeScopes), true);
            json.UseUtcTimestamp = set.GetValue(nameof(json.UseUtcTimestamp), true);
            json.TimestampFormat = set.GetValue(nameof(json.TimestampFormat), "yyyy-MM-dd'T'HH:mm:ss.fffK");
        });
    }
}
