using Purser.Billing;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>What money does to it: whatever the test says.</summary>
internal sealed partial class FakeTeam : IBillingGrain
{
    private AutoTopUpTerms? autoTopUp;

    /// <summary>Answered to every change of the subscription, when set.</summary>
    public SubscribeOutcome? SubscribeOutcome { get; set; }

    /// <summary>Answered to every wish for one of Stripe's pages, when set.</summary>
    public CheckoutOutcome? CheckoutOutcome { get; set; }

    /// <summary>Answered to who comes back from Checkout.</summary>
    public CheckoutStanding? Checkout { get; set; }

    /// <summary>Answered to a reconciliation, when set.</summary>
    public ReconcileOutcome? ReconcileOutcome { get; set; }

    /// <summary>The packs that were bought.</summary>
    public List<TopUp> TopUps { get; } = [];

    /// <summary>The last thing billing was asked for: an order, a return address or a session.</summary>
    public object? LastOrder { get; private set; }

    public Task<SubscribeOutcome> SetSubscription(SubscriptionTerms terms) => ChangeAsync(() =>
    {
        if (terms.Plan == "nope")
        {
            return new SubscribeOutcome.UnknownPlan("nope", ["lite", "pro", "max"]);
        }

        opened = opened! with { Subscription = terms };
        version++;
        return new SubscribeOutcome.Done(Document);
    });

    public Task<SubscribeOutcome> CancelSubscription() => ChangeAsync(() => opened!.Subscription is null
        ? new SubscribeOutcome.NoSubscription()
        : new SubscribeOutcome.Done(Document));

    public Task<AutoTopUpOutcome> SetAutoTopUp(AutoTopUpTerms? terms) => CallAsync<AutoTopUpOutcome>(() =>
    {
        if (terms?.Pack == "nope")
        {
            return new AutoTopUpOutcome.UnknownPack("nope", ["small", "medium", "large"]);
        }

        autoTopUp = terms;
        return AutoTopUp() is { } standing ? new AutoTopUpOutcome.Done(standing) : new AutoTopUpOutcome.NoSuchTeam();
    });

    /// <summary>How automatic top-ups stand, when set.</summary>
    public AutoTopUpStanding? AutoTopUpStanding { get; set; }

    public Task<AutoTopUpStanding?> GetAutoTopUp() => CallAsync(() => AutoTopUpStanding ?? AutoTopUp());

    public Task<CheckoutOutcome> TopUp(TopUpOrder order) => OrderAsync(order, order.Pack, ["small", "medium", "large"]);

    public Task<CheckoutOutcome> Subscribe(SubscriptionOrder order) => OrderAsync(order, order.Plan, ["lite", "pro", "max"]);

    public Task<CheckoutOutcome> OpenPortal(string returnUrl) => OrderAsync(returnUrl, "portal", ["portal"]);

    public Task<CheckoutStanding?> Settle(string sessionId) => CallAsync(() =>
    {
        LastOrder = sessionId;
        return Checkout;
    });

    public Task<ReconcileOutcome> Reconcile() => CallAsync(() => ReconcileOutcome ?? (opened is null
        ? new ReconcileOutcome.NoSuchTeam()
        : new ReconcileOutcome.Reconciled(Document, "cus_1", "sub_1", IsSettled: true)));

    public Task<PackOffer[]> GetPacks() => CallAsync<PackOffer[]>(() => [new("small", new(100), 1200, "usd"), new("large", new(2000), 16900, "usd")]);

    public Task<TopUp[]?> GetTopUps() => CallAsync(() => opened is null ? null : TopUps.ToArray());

    private AutoTopUpStanding? AutoTopUp() => opened is null
        ? null
        : new AutoTopUpStanding(autoTopUp, AttemptsThisCycle: 0, InFlight: null, LastFailure: null);

    private Task<SubscribeOutcome> ChangeAsync(Func<SubscribeOutcome> change) => CallAsync(() =>
        SubscribeOutcome ?? (opened is null ? new SubscribeOutcome.NoSuchTeam() : change()));

    private Task<CheckoutOutcome> OrderAsync(object order, string code, string[] known) => CallAsync(() =>
    {
        LastOrder = order;
        return CheckoutOutcome ?? (opened is null ? new CheckoutOutcome.NoSuchTeam()
            : known.Contains(code) ? new CheckoutOutcome.Opened("https://checkout.stripe.test/c/1", "cs_test_1")
            : new CheckoutOutcome.NotForSale(code, known));
    });
}
