using Purser.Hosting;

namespace Purser.Gateway.Cluster;

internal static class ClusterServices
{
    /// <param name="builder">The gateway's.</param>
    /// <param name="within">The cluster, where the gateway is in a silo's process; null: it is a client of one.</param>
    public static void AddCluster(this WebApplicationBuilder builder, ICluster? within)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddChecked<ClusterSettings>(ClusterSettings.Section, static settings => [.. settings.Errors(), .. ClusterSecrets.Errors(ClusterSecrets.GatewayKey, settings.Secret)])
            .Configure<IConfiguration>(static (settings, configuration) =>
            {
                settings.ConnectionString = configuration[DatabaseAddress.Key] ?? "";
                settings.Secret = configuration[ClusterSecrets.GatewayKey] ?? "";
            });
        builder.Services.AddSingleton<SiloLosses>();
        builder.Services.AddSingleton<ClusterCalls>();
        if (within is not null)
        {
            builder.Services.AddSingleton(within);
            return;
        }

        builder.Services.AddSingleton<OrleansCluster>();
        builder.Services.AddSingleton<ICluster>(services => services.GetRequiredService<OrleansCluster>());
        builder.Services.AddHostedService(services => services.GetRequiredService<OrleansCluster>());
    }

    /// <summary>Asks a grain, also when a silo is lost meanwhile. What was removed would not be found a second time.</summary>
    public static Task<T> AskAsync<T>(this HttpContext context, Func<ICluster, Task<T>> ask, Func<T, bool>? isFinal = null) =>
        context.RequestServices.GetRequiredService<ClusterCalls>().AskAsync(ask, isRepeatable: !HttpMethods.IsDelete(context.Request.Method), isFinal);
}
