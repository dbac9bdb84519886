using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.Hosting;
using Purser.Hosting;

namespace Purser.Gateway.Debits;

internal static class DebitsRoutes
{
    public static void AddDebits(this WebApplicationBuilder builder)
    {
        builder.Services.AddChecked<DebitSettings>(DebitSettings.Section, static settings => settings.Errors());
        builder.Services.AddSingleton<DebitCoalescer>();
    }

    public static void MapDebits(this RouteGroupBuilder v1)
    {
        var services = ((IEndpointRouteBuilder)v1).ServiceProvider;
        var single = new PostDebit(services.GetRequiredService<ICluster>(), services.GetRequiredService<DebitCoalescer>());
        v1.MapPost("/teams/{teamId}/debits", (RequestDelegate)single.HandleAsync).ForDebiters().StayOnSocketThread();
        v1.MapPost("/teams/{teamId}/debits/batch", (RequestDelegate)PostDebitBatch.HandleAsync).ForDebiters();
    }
}
