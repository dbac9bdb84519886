using System.Net;
using Purser.StripeStandIn;
using Purser.Tests.Running;

namespace Purser.Tests.Billing;

/// <summary>Stripe does not answer for a while.</summary>
[Collection(OneBillingCluster.Name)]
public sealed class OutageTests(BillingCluster cluster) : IDisposable
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_Stripe_is_down_buying_answers_503_and_a_webhook_comes_again_until_it_is_settled_once()
    {
        var payer = await Payer.OpenAsync(cluster, "outage");
        var order = await payer.OrderPackAsync();
        // No event is held up by one that was refused before it.
        cluster.Stripe.Chaos = new WebhookChaos { Reorder = true };
        cluster.Stripe.IsAway = true;
        var back = await cluster.Browser.PayAsync(order.CheckoutUrl);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await cluster.Browser.ShowAsync(back)).Status);
        await IsToldToComeBackAsync(payer.PostAsync("/top-ups", """{"pack":"small"}"""));
        await Eventually.TrueAsync("the webhook was answered 503", () => cluster.Said.Any(IsRefusal), cancellation);
        Assert.Equal(0, (await payer.CreditsAsync()).Extra.Count);
        await payer.SpendAsync(1);
        cluster.Stripe.IsAway = false;
        await cluster.UntilToldAsync(cancellation);

        Assert.Equal(100, (await payer.CreditsAsync()).Extra.Count);
        Assert.Equal(order.SessionId, Assert.Single(await payer.EntriesAsync("pack_bought")).Text("purchaseId"));
        Assert.Equal("True", await cluster.AskSqlAsync(
            $"SELECT settled_at IS NOT NULL AND deliveries > 1 FROM purser.stripe_event WHERE event_id = '{Completed(order.SessionId)}'"));
        await payer.AuditIsCleanAsync();

        bool IsRefusal(string line) => line.Contains($"({Completed(order.SessionId)}): answered 503", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        cluster.Stripe.IsAway = false;
        cluster.Stripe.Chaos = WebhookChaos.None;
    }

    private string? Completed(string session) => cluster.Stripe.Events
        .FirstOrDefault(happened => happened.Type == "checkout.session.completed" && happened.ObjectId == session)?.Id;

    private static async Task IsToldToComeBackAsync(Task<HttpResponseMessage> asking)
    {
        using var response = await asking;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }
}
