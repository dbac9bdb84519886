using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Purser.Local;
using Purser.StripeStandIn;
using Purser.Tests.Running;

namespace Purser.Tests.Billing;

/// <summary>A cluster whose teams pay at a stand-in for Stripe, which posts its webhooks to the gateway.</summary>
public sealed class BillingCluster : RunningCluster
{
    private readonly ConcurrentQueue<string> said = new();
    private HttpClient? http;

    /// <summary>How many silos.</summary>
    public int Silos { get; init; } = 2;

    /// <summary>How far its clock, and the stand-in's, runs ahead after the next start.</summary>
    public TimeSpan? Ahead { get; set; }

    /// <summary>The stand-in.</summary>
    public StandInServer Stripe => Local.Stripe!;

    /// <summary>What was said of deliveries that failed.</summary>
    public IReadOnlyCollection<string> Said => said;

    /// <summary>The one gateway.</summary>
    public Uri Gateway => Gateways[0];

    /// <summary>Asks gateway or stand-in once, as the operator.</summary>
    public HttpClient Http => http ??= new HttpClient
    {
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Local.OperatorKey) },
    };

    /// <summary>What people look at and press.</summary>
    internal Browser Browser { get; } = new();

    /// <inheritdoc />
    protected override LocalClusterOptions Options => base.Options with
    {
        Silos = Silos, Gateways = 1, StripeStandIn = true, ClockOffset = Ahead, Notify = said.Enqueue,
    };

    /// <summary>Every process stops; then they start on the same data at another time.</summary>
    public Task RestartAsync(DateTimeOffset at)
    {
        Ahead = at - TimeProvider.System.GetUtcNow();
        return RestartAsync();
    }

    /// <summary>Until the stand-in has posted everything it has to post, and it was accepted.</summary>
    public Task UntilToldAsync(CancellationToken cancellation) => Eventually.TrueAsync(
        "every webhook was delivered",
        async () => (await Browser.ReadAsync(Stripe.ControlPage)).Contains("<p>0 to be delivered, 0 held.</p>", StringComparison.Ordinal),
        cancellation);

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        http?.Dispose();
        Browser.Dispose();
        return base.DisposeAsync();
    }
}

/// <summary>Tests that share one cluster and its Stripe, each with teams of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OneBillingCluster : ICollectionFixture<BillingCluster>
{
    public const string Name = "two silos, a gateway, a Stripe";
}
