using System.Net;
using Orleans.Dashboard;

namespace Purser.Silo;

internal static class DashboardEndpoints
{
    /// <summary>
    /// The dashboard asks nobody who they are and shows the state of grains, so it answers to this machine only. The
    /// host is checked as well: a page elsewhere could point its own name at loopback and read through the browser.
    /// </summary>
    public static void MapDashboard(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapOrleansDashboard("/dashboard")
            .RequireHost("localhost", "127.0.0.1")
            .AddEndpointFilter(static async (context, next) =>
                context.HttpContext.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
                    ? await next(context)
                    : Results.NotFound());
}
