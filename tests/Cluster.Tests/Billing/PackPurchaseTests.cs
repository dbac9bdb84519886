using System.Net;
using Purser.StripeStandIn;

namespace Purser.Tests.Billing;

/// <summary>A pack from the offer to the payer's return, as a person goes through it.</summary>
[Collection(OneBillingCluster.Name)]
public sealed class PackPurchaseTests(BillingCluster cluster) : IDisposable
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payer_who_comes_back_from_Checkout_reads_what_was_added_and_has_it()
    {
        var payer = await Payer.OpenAsync(cluster, "pack-bought");
        var order = await payer.OrderPackAsync();
        Assert.Contains("12.00 USD", await cluster.Browser.ReadAsync(order.CheckoutUrl), StringComparison.Ordinal);

        var back = await cluster.Browser.PayAsync(order.CheckoutUrl);
        Assert.Equal((cluster.Gateway.Authority, "/checkout/return"), (back.Authority, back.AbsolutePath));
        var page = await cluster.Browser.ShowAsync(back);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("100 credits were added. Extra credits: 100.", page.Text, StringComparison.Ordinal);
        Assert.Equal(100, (await payer.CreditsAsync()).Extra.Count);

        await cluster.UntilToldAsync(cancellation);
        Assert.Equal(100, (await payer.CreditsAsync()).Extra.Count);
        Assert.Equal(
            new TopUpDocument(order.SessionId, "small", new Credits(100), "paid"), Assert.Single((await payer.TopUpsAsync()).Items));
        Assert.Equal(order.SessionId, Assert.Single(await payer.EntriesAsync("pack_bought")).Text("purchaseId"));
        await payer.AuditIsCleanAsync();
        Assert.Equal(["operator team_opened", "operator stripe_linked", "stripe pack_bought"], await payer.ChangesAsync());
    }

    [Fact]
    public async Task A_payer_who_never_comes_back_has_the_pack_by_the_webhook_and_one_who_turns_back_has_none()
    {
        var payer = await Payer.OpenAsync(cluster, "pack-left");
        await payer.BuyPackAsync(comesBack: false, "medium");
        var declined = await payer.OrderPackAsync();

        var page = await cluster.Browser.ShowAsync(await cluster.Browser.PressAsync(declined.CheckoutUrl, "cancel"));
        await cluster.UntilToldAsync(cancellation);

        Assert.Contains("Nothing was bought", page.Text, StringComparison.Ordinal);
        Assert.Equal(500, (await payer.CreditsAsync()).Extra.Count);
        Assert.Single(await payer.EntriesAsync("pack_bought"));
    }

    [Fact]
    public async Task A_payer_who_comes_back_has_the_pack_also_if_no_webhook_ever_comes()
    {
        var payer = await Payer.OpenAsync(cluster, "pack-untold");
        var order = await payer.OrderPackAsync();
        cluster.Stripe.Chaos = new WebhookChaos { DropProbability = 1 };

        var page = await cluster.Browser.ShowAsync(await cluster.Browser.PayAsync(order.CheckoutUrl));

        Assert.Contains("100 credits were added. Extra credits: 100.", page.Text, StringComparison.Ordinal);
        Assert.Equal(100, (await payer.CreditsAsync()).Extra.Count);
        await payer.AuditIsCleanAsync();
    }

    public void Dispose() => cluster.Stripe.Chaos = WebhookChaos.None;
}
