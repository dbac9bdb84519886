using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Stripe;

namespace Purser.Grains.Tests.Billing;

public abstract class BillingTest(LedgerServer server) : IAsyncLifetime
{
    protected static readonly TimeSpan PastRenewal = TimeSpan.FromDays(31) + TimeSpan.FromHours(2);

    private protected BillingStage Stage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stage = await BillingStage.SetAsync(server);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Stage.DisposeAsync();
    }

    protected static Dictionary<string, string> Named(string team) => new(StringComparer.Ordinal) { [StripeNames.Team] = team };

    /// <summary>Plan or seats change at Stripe.</summary>
    protected async Task UpdateAsync(SubscriptionItemOptions change)
    {
        var subscription = await Stage.Client.V1.Subscriptions.GetAsync(await SubscriptionAsync());
        change.Id = subscription.Items.Data[0].Id;
        await Stage.Client.V1.Subscriptions.UpdateAsync(subscription.Id, new() { Items = [change], ProrationBehavior = "none" });
    }

    protected async Task<string> CustomerAsync(string team = "acme") =>
        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing(team).Reconcile()).Customer!;

    protected async Task<string> SubscriptionAsync() =>
        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile()).Subscription!;
}
