using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Health;

internal static class HealthRoutes
{
    /// <summary>A probe must answer before whoever probes gives up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapNoun("Health", "For probes; no key.");
        health.MapGet("/health/live", Live).WithName("live");
        health.MapGet("/health/ready", ReadyAsync).WithName("ready").Refuses(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Whether the process answers</summary>
    /// <response code="200">It does.</response>
    internal static Answer<HealthAnswer> Live() => new HealthAnswer("live");

    /// <summary>Whether a silo and its database answer</summary>
    /// <response code="200">They do.</response>
    internal static async Task<Answer<HealthAnswer>> ReadyAsync(ICluster cluster, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await cluster.PingAsync(patience.Token);
            return new HealthAnswer("ready");
        }
        catch (Exception exception) when (Failures.Describe(exception) is not null)
        {
            return Problem.NotReady();
        }
    }
}

/// <summary>How the gateway is.</summary>
internal sealed record HealthAnswer([OneOf("live", "ready")] string Status);
