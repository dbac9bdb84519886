using Purser.Gateway.Auth;
using Purser.Gateway.Checkout;
using Purser.Gateway.Cluster;
using Purser.Gateway.Debits;
using Purser.Gateway.Events;
using Purser.Gateway.Health;
using Purser.Gateway.Hosting;
using Purser.Gateway.Mcp;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Portal;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;
using Purser.Gateway.Stripe;
using Purser.Gateway.V1;
using Purser.Hosting;

namespace Purser.Gateway;

/// <summary>The gateway: HTTP in front of the cluster.</summary>
internal static class GatewayApp
{
    /// <summary>A gateway that is ready to run.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="cluster">The cluster, for a gateway in a silo's process; null: it joins one as a client.</param>
    public static WebApplication Build(string[] args, ICluster? cluster = null)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Services.AddJsonLogs();
        builder.Configuration.AddSecretFiles();
        builder.AddHttpServer();
        builder.AddHttpsOnly();
        builder.Services.AddProxies();
        builder.AddCluster(cluster);
        builder.AddApiKeys();
        builder.AddRateLimits();
        builder.AddDebits();
        builder.Services.AddSingleton<TeamFeeds>();
        builder.AddStripe();
        builder.AddCheckout();
        builder.AddPortal();
        builder.AddApiDocument();
        builder.AddAssistants();
        builder.AddGatewayMetrics();
        if (cluster is null)
        {
            // In a silo's process that sends for both.
            builder.AddOtlp();
        }

        var gateway = builder.Build();
        gateway.ValidateOptions();
        gateway.UseProxies();
        gateway.UseHttpsOnly();
        gateway.UseTraces();
        gateway.UseProblems();
        ServerRefusals.AnswerWithProblems(gateway);
        gateway.UseRouting();
        gateway.UseSocketThreads();
        gateway.UseUnroutedProblems();
        gateway.UseApiKeys();

        var all = gateway.MapGroup("").WithHead();
        all.MapV1();
        all.MapStripeWebhook();
        all.MapCheckoutReturn();
        all.MapPortal();
        all.MapHealth();
        all.MapMetrics();
        all.MapOpenApi();
        all.MapAssistants();
        all.MapLlmsText();

        return gateway;
    }
}
