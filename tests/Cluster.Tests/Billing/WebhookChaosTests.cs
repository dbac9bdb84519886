using Purser.StripeStandIn;
using Purser.Tests.Running;

namespace Purser.Tests.Billing;

/// <summary>The worst that can become of webhooks, to many teams at once, while a silo is killed.</summary>
[Collection(OneBillingCluster.Name)]
public sealed class WebhookChaosTests(BillingCluster cluster) : IDisposable
{
    private static readonly int Teams = Cases.Of(many: 12, few: 6);

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private int subscribed;

    [Fact]
    public async Task Repeated_reordered_late_and_lost_webhooks_and_a_killed_silo_leave_every_team_as_Stripe_has_it() =>
        await Proof.ExplainAsync(cluster, async () =>
        {
            cluster.Stripe.Chaos = Chaos(duplicates: 2);
            var killing = KillAsync();
            var payers = await Task.WhenAll(Enumerable.Range(0, Teams).Select(LiveAsync));
            await killing;

            // Late ones come, those that were refused before them or not; lost ones never do.
            cluster.Stripe.Chaos = new WebhookChaos { Reorder = true };
            await cluster.UntilToldAsync(cancellation);
            await ChaosWasRealAsync();
            await Task.WhenAll(payers.Select(IsAsStripeSaysAsync));
        });

    public void Dispose() => cluster.Stripe.Chaos = WebhookChaos.None;

    private static WebhookChaos Chaos(int duplicates) => new()
    {
        Seed = Chosen.Seed, Duplicates = duplicates, Reorder = true, Delay = TimeSpan.FromSeconds(2), DropProbability = 0.3,
    };

    /// <summary>When half of the teams have subscribed; from then on nothing is sent twice, so that much is never heard of.</summary>
    private async Task KillAsync()
    {
        await Eventually.TrueAsync("half of the teams have subscribed", () => subscribed >= Teams / 2, cancellation);
        cluster.Stripe.Chaos = Chaos(duplicates: 0);
        await cluster.Local.Silos[1].KillAsync();
        await cluster.Local.Silos[1].StartAsync(cancellation);
    }

    /// <summary>A team's month in a hurry. Every second payer closes the page after having paid.</summary>
    private async Task<Payer> LiveAsync(int number)
    {
        var comesBack = number % 2 == 0;
        var payer = await Payer.OpenAsync(cluster, $"chaos-{number}");
        await payer.SubscribeAsync("lite", 1 + (number % 3), comesBack);
        Interlocked.Increment(ref subscribed);
        var first = await payer.BuyPackAsync(comesBack);
        await payer.SpendAsync(2);
        await payer.ChangeInPortalAsync("lite", 4);
        var second = await payer.BuyPackAsync(!comesBack);
        if (number % 3 > 0)
        {
            cluster.Stripe.Refund(first, number % 3 == 1 ? null : 600);
        }

        await payer.ChangeInPortalAsync(number % 4 < 2 ? "pro" : "lite", 5);
        if (number % 5 == 0)
        {
            cluster.Stripe.Refund(second, 300);
        }

        return payer;
    }

    private async Task ChaosWasRealAsync()
    {
        Assert.NotEqual("0", await cluster.AskSqlAsync("SELECT count(*) FROM purser.stripe_event WHERE deliveries > 1"));
        var heardOf = int.Parse(await cluster.AskSqlAsync("SELECT count(*) FROM purser.stripe_event"));
        Assert.True(heardOf < cluster.Stripe.Events.Count, "No event was lost.");
    }

    private async Task IsAsStripeSaysAsync(Payer payer)
    {
        var answer = await payer.ReconcileAsync();
        var says = await new StripeBooks(cluster).OfAsync(answer.Customer!);
        var credits = await payer.CreditsAsync();
        var credited = (await payer.EntriesAsync("pack_bought")).Select(entry => entry.Text("purchaseId")).Order(StringComparer.Ordinal);
        var has = new Books(
            credits.Status == TeamStatus.Active ? "active" : $"{credits.Status}",
            credits.Plan!, credits.Seats ?? 0, credits.Total.Count, credits.Extra.Count, string.Join(' ', credited));

        Assert.True(says == has, $"{payer.Team}: Stripe says {says}; the team has {has}.");
        await payer.AuditIsCleanAsync();
    }
}
