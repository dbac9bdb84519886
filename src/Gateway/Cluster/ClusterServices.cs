using Microsoft.Extensions.Options;

namespace Purser.Gateway.Cluster;

internal static class ClusterServices
{
    public static void AddCluster(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IValidateOptions<ClusterSettings>, ClusterSettings.Validator>();
        builder.Services.AddOptions<ClusterSettings>()
            .Bind(builder.Configuration.GetSection("Purser"))
            .Configure(settings => settings.ConnectionString = builder.Configuration.GetConnectionString("Purser") ?? "")
            .ValidateOnStart();
        builder.Services.AddSingleton<OrleansCluster>();
        builder.Services.AddSingleton<ICluster>(services => services.GetRequiredService<OrleansCluster>());
        builder.Services.AddHostedService(services => services.GetRequiredService<OrleansCluster>());
    }

    /// <summary>The cluster, for a call that does not keep it.</summary>
    public static ICluster Cluster(this HttpContext context) => context.RequestServices.GetRequiredService<ICluster>();
}
