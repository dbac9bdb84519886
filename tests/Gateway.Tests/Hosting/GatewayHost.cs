using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Purser.Gateway.Cluster;

[assembly: AssemblyFixture(typeof(Purser.Gateway.Tests.GatewayHost))]

namespace Purser.Gateway.Tests;

/// <summary>The whole gateway on Kestrel and a free loopback port, in front of teams kept in memory.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    public const string OperatorKey = "test-operator-key-0123456789";

    public const string WebhookSecret = "whsec_test";

    private readonly Factory factory;

    public GatewayHost()
        : this(hasCluster: true)
    {
    }

    /// <summary>Without a cluster it is left with its own client, and no database where it looks for one.</summary>
    /// <param name="hasCluster">Whether there are teams in memory behind it.</param>
    /// <param name="time">Its clock; null = the machine's.</param>
    /// <param name="settings">Settings beside the usual ones, which they win over.</param>
    internal GatewayHost(bool hasCluster, TimeProvider? time = null, params (string Name, string? Value)[] settings)
    {
        factory = new Factory(hasCluster ? Teams : null, time, settings);
        // The address goes in as a setting: given a port here, the factory would set it while the gateway may have started.
        factory.UseKestrel();
        factory.StartServer();
        using var client = factory.CreateClient();
        Address = client.BaseAddress!;
        Api = new Api(Address);
    }

    public Uri Address { get; }

    public Api Api { get; }

    internal FakeCluster Teams { get; } = new();

    public IEnumerable<RouteEndpoint> Routes =>
        factory.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public Task StopAsync() => factory.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await factory.DisposeAsync();
    }

    private sealed class Factory(FakeCluster? teams, TimeProvider? time, (string Name, string? Value)[] settings)
         : WebApplicationFactory<WithinSilo>
    {
        public Task StopAsync() => Services.GetRequiredService<Microsoft.Extensions.Hosting.IHost>().StopAsync();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
            builder.UseSetting("Purser:Roles", "gateway");
            builder.UseSetting("Purser:OperatorKey", OperatorKey);
            builder.UseSetting("ConnectionStrings:Purser", "Host=127.0.0.1;Port=1");
            builder.UseSetting("Purser:RetryPause", "00:01:00");
            builder.UseSetting("Stripe:WebhookSecret", WebhookSecret);
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders());
            if (time is not null)
            {
                builder.ConfigureTestServices(services => services.AddSingleton(time));
            }

            if (teams is not null)
            {
                builder.ConfigureTestServices(services => services.AddSingleton<ICluster>(teams));
            }
        }
    }
}
