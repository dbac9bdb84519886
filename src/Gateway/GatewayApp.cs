using Purser.Gateway.Audit;
using Purser.Gateway.Auth;
using Purser.Gateway.AutoBid;
using Purser.Gateway.AutoTopUp;
using Purser.Gateway.Budget;
using Purser.Gateway.Checkout;
using Purser.Gateway.Cluster;
using Purser.Gateway.Confirmations;
using Purser.Gateway.Debits;
using Purser.Gateway.Extra;
using Purser.Gateway.Health;
using Purser.Gateway.Hosting;
using Purser.Gateway.Insights;
using Purser.Gateway.Ledger;
using Purser.Gateway.Members;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Reversals;
using Purser.Gateway.Stripe;
using Purser.Gateway.Subscription;
using Purser.Gateway.Teams;
using Purser.Gateway.TopUps;
using Purser.Gateway.Usage;
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
        builder.AddHttpServer();
        builder.AddCluster(cluster);
        builder.AddApiKeys();
        builder.AddDebits();
        builder.AddStripe();
        builder.AddCheckout();

        var gateway = builder.Build();
        gateway.ValidateOptions();
        gateway.UseProblems();
        ServerRefusals.AnswerWithProblems(gateway);
        gateway.UseRouting();
        gateway.UseUnroutedProblems();
        gateway.UseApiKeys();

        var all = gateway.MapGroup("").WithHead();
        all.MapHealth();
        all.MapOpenApi();
        all.MapStripeWebhook();
        all.MapCheckoutReturn();

        var v1 = all.MapGroup("/v1").RequireApiKey();
        v1.MapTeams();
        v1.MapDebits();
        v1.MapConfirmations();
        v1.MapReversals();
        v1.MapMembers();
        v1.MapBudget();
        v1.MapExtra();
        v1.MapUsage();
        v1.MapAudit();
        v1.MapLedger();
        v1.MapSubscription();
        v1.MapCheckout();
        v1.MapReconcile();
        v1.MapTopUps();
        v1.MapAutoTopUp();
        v1.MapAutoBid();
        v1.MapInsights();

        return gateway;
    }
}
