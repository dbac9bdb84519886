using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Health;

internal static class HealthRoutes
{
    /// <summary>A probe must answer before whoever probes gives up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", (RequestDelegate)Live);
        app.MapGet("/health/ready", (RequestDelegate)Ready);
    }

    private static Task Live(HttpContext context) => Send(context, "live"u8);

    /// <summary>Ready when a silo answers, and the database to it.</summary>
    private static async Task Ready(HttpContext context)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await context.RequestServices.GetRequiredService<ICluster>().Ping(patience.Token);
        }
        catch (Exception exception) when (Failures.Describe(exception) is not null)
        {
            await ProblemWriter.Write(context, Problem.NotReady());
            return;
        }

        await Send(context, "ready"u8);
    }

    private static Task Send(HttpContext context, ReadOnlySpan<byte> status)
    {
        var json = Answers.ScratchJson.Begin(out var writer);
        writer.WriteStartObject();
        writer.WriteString("status"u8, status);
        writer.WriteEndObject();
        return json.Send(context, StatusCodes.Status200OK);
    }
}
