using Orleans.Configuration;
using Purser.Gateway;
using Purser.Hosting;
using Purser.Silo;

namespace Purser;

/// <summary>A silo and a gateway in one process. They are two applications, each with its own address and services.</summary>
internal static class OneProcess
{
    /// <summary>Where health and dashboard of the silo are, beside the gateway's <c>urls</c>.</summary>
    private const string SiloUrl = "Purser:SiloUrl";

    public static WebApplication Build(string[] args)
    {
        var builder = SiloApp.CreateBuilder(args);
        // Kestrel's own configuration is the gateway's: the silo's port shows what nobody is asked a key for.
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Configure(new ConfigurationBuilder().Build()));
        builder.WebHost.UseUrls(builder.Configuration[SiloUrl] ?? DefaultUrl.OfSilo);
        builder.Services.AddSingleton<WithinSilo>();
        // Started last and stopped first: by then the gateway has answered what was in flight.
        builder.Services.AddHostedService(services => new GatewayInSilo(
            GatewayApp.Build(args, services.GetRequiredService<WithinSilo>())));
        // Calls of the gateway are not sent through a client, which has its own patience.
        builder.Services.AddOptions<SiloMessagingOptions>().Configure<IConfiguration>(static (messaging, configuration) =>
            messaging.ResponseTimeout = configuration.GetValue($"Purser:{nameof(ClusterSettings.ResponseTimeout)}", new ClusterSettings().ResponseTimeout));
        return SiloApp.Build(builder);
    }
}

/// <summary>The gateway as a part of the silo's process.</summary>
internal sealed class GatewayInSilo(WebApplication gateway) : IHostedService, IAsyncDisposable
{
    public Task StartAsync(CancellationToken cancellationToken) => gateway.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => gateway.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();
}
