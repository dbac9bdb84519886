using Orleans.Dashboard;

namespace Purser.Silo;

internal static class DashboardEndpoints
{
    /// <summary>The dashboard asks nobody who they are and shows the state of grains, so it answers to this machine only.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapOrleansDashboard("/dashboard")
            .RequireHost(ThisMachine.Hosts)
            .AddEndpointFilter(static async (context, next) =>
                ThisMachine.Sent(context.HttpContext)
                    ? await next(context)
                    : Results.NotFound());
}
