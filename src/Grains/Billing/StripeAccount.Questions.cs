using Stripe;
using Stripe.Checkout;

namespace Purser.Billing;

/// <summary>Everything that Stripe is asked, each by its name.</summary>
internal sealed partial class StripeAccount
{
    /// <summary>As many as a page may have.</summary>
    private const int PageSize = 100;

    public Task<StripeAnswer<Subscription>> SubscriptionAsync(string id) =>
        AskAsync(stripe => stripe.Subscriptions.GetAsync(id, new() { Expand = ["latest_invoice"] }));

    public Task<StripeAnswer<List<Subscription>>> SubscriptionsAsync(string customer) =>
        AllAsync((stripe, after) => stripe.Subscriptions.ListAsync(new()
        {
            Customer = customer, Status = "all", Limit = PageSize, StartingAfter = after, Expand = ["data.latest_invoice"],
        }));

    /// <summary>At once, and without giving anything back: that is for people to decide.</summary>
    public Task<StripeAnswer<Subscription>> CancelSubscriptionAsync(string id) => AskAsync(stripe => stripe.Subscriptions.CancelAsync(id));

    public Task<StripeAnswer<Customer>> CustomerAsync(string id) => AskAsync(stripe => stripe.Customers.GetAsync(id));

    public Task<StripeAnswer<Customer>> CreateCustomerAsync(CustomerCreateOptions options, string key) =>
        AskAsync(stripe => stripe.Customers.CreateAsync(options, Keyed(key)));

    public Task<StripeAnswer<StripeList<PaymentMethod>>> PaymentMethodsAsync(string customer) =>
        AskAsync(stripe => stripe.Customers.PaymentMethods.ListAsync(customer, new() { Limit = 1 }));

    public Task<StripeAnswer<Session>> SessionAsync(string id) => AskAsync(stripe => stripe.Checkout.Sessions.GetAsync(id));

    public Task<StripeAnswer<StripeList<Session>>> SessionsOfPaymentAsync(string paymentIntent) =>
        AskAsync(stripe => stripe.Checkout.Sessions.ListAsync(new() { PaymentIntent = paymentIntent, Limit = 1 }));

    /// <summary>Sessions of a customer that nobody has completed and that have not expired.</summary>
    public Task<StripeAnswer<List<Session>>> OpenSessionsAsync(string customer) =>
        AllAsync((stripe, after) => stripe.Checkout.Sessions.ListAsync(new()
        {
            Customer = customer, Status = "open", Limit = PageSize, StartingAfter = after,
        }));

    public Task<StripeAnswer<Session>> CreateSessionAsync(SessionCreateOptions options, string? key) =>
        AskAsync(stripe => stripe.Checkout.Sessions.CreateAsync(options, Keyed(key)));

    public Task<StripeAnswer<Session>> ExpireSessionAsync(string id) => AskAsync(stripe => stripe.Checkout.Sessions.ExpireAsync(id));

    public Task<StripeAnswer<Stripe.BillingPortal.Session>> CreatePortalAsync(string customer, string returnUrl) =>
        AskAsync(stripe => stripe.BillingPortal.Sessions.CreateAsync(new() { Customer = customer, ReturnUrl = returnUrl }));

    public Task<StripeAnswer<Price>> PriceAsync(string id) => AskAsync(stripe => stripe.Prices.GetAsync(id));

    public Task<StripeAnswer<PaymentIntent>> PaymentAsync(string id) => AskAsync(stripe => stripe.PaymentIntents.GetAsync(id));

    public Task<StripeAnswer<List<PaymentIntent>>> PaymentsAsync(string customer, DateTimeOffset since) =>
        AllAsync((stripe, after) => stripe.PaymentIntents.ListAsync(new()
        {
            Customer = customer,
            Created = new DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime },
            Limit = PageSize,
            StartingAfter = after,
        }));

    public Task<StripeAnswer<PaymentIntent>> PayAsync(PaymentIntentCreateOptions options, string key) =>
        AskAsync(stripe => stripe.PaymentIntents.CreateAsync(options, Keyed(key)));

    public Task<StripeAnswer<PaymentIntent>> CancelPaymentAsync(string id) => AskAsync(stripe => stripe.PaymentIntents.CancelAsync(id));

    public Task<StripeAnswer<Charge>> ChargeAsync(string id) => AskAsync(stripe => stripe.Charges.GetAsync(id));

    public Task<StripeAnswer<List<Charge>>> ChargesAsync(string customer) =>
        AllAsync((stripe, after) => stripe.Charges.ListAsync(new() { Customer = customer, Limit = PageSize, StartingAfter = after }));

    public Task<StripeAnswer<List<Refund>>> RefundsAsync(string charge) =>
        AllAsync((stripe, after) => stripe.Refunds.ListAsync(new() { Charge = charge, Limit = PageSize, StartingAfter = after }));

    public Task<StripeAnswer<List<Dispute>>> DisputesAsync(string charge) =>
        AllAsync((stripe, after) => stripe.Disputes.ListAsync(new() { Charge = charge, Limit = PageSize, StartingAfter = after }));

    private static RequestOptions? Keyed(string? key) => key is null ? null : new RequestOptions { IdempotencyKey = key };
}
