using Purser.Billing;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>What money does to it: whatever the test says.</summary>
internal sealed partial class FakeTeam : IBillingGrain
{
    private AutoTopUpTerms? _autoTopUp;

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

    public Task<SubscribeOutcome> SetSubscription(SubscriptionTerms terms) => Change(() =>
    {
        if (terms.Plan == "nope")
        {
            return new SubscribeOutcome.UnknownPlan("nope", ["lite", "pro", "max"]);
        }

        _opened = _opened! with { Subscription = terms };
        _version++;
        return new SubscribeOutcome.Done(Document);
    });

    public Task<SubscribeOutcome> CancelSubscription() => Change(() => _opened!.Subscription is null
        ? new SubscribeOutcome.NoSubscription()
        : new SubscribeOutcome.Done(Document));

    public Task<AutoTopUpOutcome> SetAutoTopUp(AutoTopUpTerms? terms) => Call<AutoTopUpOutcome>(() =>
    {
        if (terms?.Pack == "nope")
        {
            return new AutoTopUpOutcome.UnknownPack("nope", ["small", "medium", "large"]);
        }

        _autoTopUp = terms;
        return AutoTopUp() is { } standing ? new AutoTopUpOutcome.Done(standing) : new AutoTopUpOutcome.NoSuchTeam();
    });

    /// <summary>How automatic top-ups stand, when set.</summary>
    public AutoTopUpStanding? AutoTopUpStanding { get; set; }

    public Task<AutoTopUpStanding?> GetAutoTopUp() => Call(() => AutoTopUpStanding ?? AutoTopUp());

    public Task<CheckoutOutcome> TopUp(TopUpOrder order) => Order(order, order.Pack, ["small", "medium", "large"]);

    public Task<CheckoutOutcome> Subscribe(SubscriptionOrder order) => Order(order, order.Plan, ["lite", "pro", "max"]);

    public Task<CheckoutOutcome> OpenPortal(string returnUrl) => Order(returnUrl, "portal", ["portal"]);

    public Task<CheckoutStanding?> Settle(string sessionId) => Call(() =>
    {
        LastOrder = sessionId;
        return Checkout;
    });

    public Task<ReconcileOutcome> Reconcile() => Call(() => ReconcileOutcome ?? (_opened is null
        ? new ReconcileOutcome.NoSuchTeam()
        : new ReconcileOutcome.Reconciled(Document, "cus_1", "sub_1", IsSettled: true)));

    public Task<TopUp[]?> GetTopUps() => Call(() => _opened is null ? null : TopUps.ToArray());

    private AutoTopUpStanding? AutoTopUp() => _opened is null
        ? null
        : new AutoTopUpStanding(_autoTopUp, AttemptsThisCycle: 0, InFlight: null, LastFailure: null);

    private Task<SubscribeOutcome> Change(Func<SubscribeOutcome> change) => Call(() =>
        SubscribeOutcome ?? (_opened is null ? new SubscribeOutcome.NoSuchTeam() : change()));

    private Task<CheckoutOutcome> Order(object order, string code, string[] known) => Call(() =>
    {
        LastOrder = order;
        return CheckoutOutcome ?? (_opened is null ? new CheckoutOutcome.NoSuchTeam()
            : known.Contains(code) ? new CheckoutOutcome.Opened("https://checkout.stripe.test/c/1", "cs_test_1")
            : new CheckoutOutcome.NotForSale(code, known));
    });
}
