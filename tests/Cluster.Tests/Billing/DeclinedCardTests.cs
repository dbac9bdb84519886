using Purser.StripeStandIn;
using Purser.Tests.Running;

namespace Purser.Tests.Billing;

/// <summary>A card that is declined is not asked again at the next debit, also when every silo that knew of it was killed.</summary>
[Collection(OneBillingCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class DeclinedCardTests(BillingCluster cluster)
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_declined_attempt_and_the_silos_death_a_debit_makes_no_second_attempt()
    {
        var payer = await Payer.OpenAsync(cluster, "declined");
        await payer.BuyPackAsync(comesBack: true);
        var customer = (await payer.ReconcileAsync()).Customer!;
        cluster.Stripe.SetCard(customer, CardBehaviour.Fails);
        var before = Declined();

        await payer.TopUpBelowAsync(1000);
        await Eventually.TrueAsync(
            "the attempt has failed", async () => (await payer.EntriesAsync("auto_top_up_failed")).Length == 1, cancellation);
        foreach (var silo in cluster.Local.Silos)
        {
            await silo.KillAsync();
        }

        foreach (var silo in cluster.Local.Silos)
        {
            await silo.StartAsync(cancellation);
        }

        await payer.SpendAsync(3);
        // It asks Stripe how things stand, behind whatever the debits have set off.
        await payer.ReconcileAsync();

        Assert.Single(await payer.EntriesAsync("auto_top_up_started"));
        Assert.Equal(1, Declined() - before);
        await payer.AuditIsCleanAsync();
    }

    /// <summary>How often the bank was asked and said no.</summary>
    private int Declined() => cluster.Stripe.Events.Count(happened => happened.Type == "payment_intent.payment_failed");
}
