using System.Net;
using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>What the world does to an account: buyers, their banks, and the network between.</summary>
public sealed partial class StandInServer
{
    /// <summary>Everything that happened, oldest first.</summary>
    public IReadOnlyList<StandInEvent> Events
    {
        get
        {
            lock (gate)
            {
                return [.. stripe.Account.Events()];
            }
        }
    }

    /// <summary>Events that nobody was told yet, because <see cref="WebhookChaos.Hold"/> was on or there was no address.</summary>
    public IReadOnlyList<StandInEvent> HeldEvents
    {
        get
        {
            lock (gate)
            {
                return [.. stripe.Account.HeldEvents()];
            }
        }
    }

    /// <summary>How badly webhooks are delivered from now on.</summary>
    public WebhookChaos Chaos
    {
        get => stripe.Account.Chaos;
        set => Do(() => stripe.Account.Chaos = value);
    }

    /// <summary>Where webhooks go from now on, those that were held for want of an address included; null holds them.</summary>
    public Uri? WebhookUrl
    {
        get => stripe.Account.WebhookUrl;
        set => Do(() =>
        {
            var hadNone = stripe.Account.WebhookUrl is null;
            stripe.Account.WebhookUrl = value;
            if (hadNone && value is not null)
            {
                stripe.Account.PlanHeld();
            }
        });
    }

    /// <summary>Whether every request to the API is answered 503, as in an outage of Stripe's; events are told, pages shown.</summary>
    public bool IsAway
    {
        get => stripe.Account.IsAway;
        set => Do(() => stripe.Account.IsAway = value);
    }

    /// <summary>How every request to the API is refused, as with a key that is not what it was; null refuses none.</summary>
    public ApiRefusal? Refusal
    {
        get => stripe.Account.Refusal;
        set => Do(() => stripe.Account.Refusal = value);
    }

    /// <summary>
    /// Whether the key is of another account, or of the other mode: nothing that there was, but for what is for sale, is known.
    /// </summary>
    public bool IsOtherAccount
    {
        get => stripe.Store.IsHidden;
        set => Do(() => stripe.Store.Hide(value));
    }

    /// <summary>Posts an event now, once, in whatever order and however often this is called. Null: nobody answered.</summary>
    public Task<HttpStatusCode?> DeliverAsync(StandInEvent happened, CancellationToken cancellation = default) =>
        webhooks.PostAsync(
            happened,
            WebhookUrl ?? throw new InvalidOperationException("There is no webhook address to deliver to."),
            cancellation);

    /// <summary>Posts what is held, oldest first; what is not accepted stays held.</summary>
    public async Task DeliverHeldAsync(CancellationToken cancellation = default)
    {
        foreach (var happened in HeldEvents)
        {
            if (Webhooks.IsAccepted(await DeliverAsync(happened, cancellation)))
            {
                Do(() => stripe.Account.Release(happened.Id));
            }
        }
    }

    /// <summary>What every later charge of the customer does.</summary>
    public void SetCard(string customerId, CardBehaviour behaviour) =>
        Do(() => stripe.Customers.SetCard(customerId, behaviour));

    /// <summary>The buyer presses Pay. False: the card was declined, and the session is still open.</summary>
    /// <param name="sessionId">A Checkout Session.</param>
    /// <param name="behaviour">Null: as the customer's card does.</param>
    public bool PayCheckout(string sessionId, CardBehaviour? behaviour = null) =>
        Do(() => stripe.Checkout.Pay(sessionId, behaviour));

    public void ExpireCheckout(string sessionId) => Do(() => stripe.Checkout.Expire(sessionId));

    /// <summary>A payment that was processing arrives.</summary>
    /// <param name="id">A payment intent, or the session or invoice that it pays.</param>
    public void SettlePayment(string id) => Do(() => stripe.EndProcessing(stripe.IntentOf(id), succeeds: true));

    /// <summary>A payment that was processing does not arrive.</summary>
    /// <param name="id">A payment intent, or the session or invoice that it pays.</param>
    public void FailPayment(string id) => Do(() => stripe.EndProcessing(stripe.IntentOf(id), succeeds: false));

    /// <summary>Charges an invoice now, as the customer's card does. False: not paid.</summary>
    public bool PayInvoice(string invoiceId) =>
        Do(() => stripe.Invoices.Pay(stripe.Store.Get(Invoices.Kind, invoiceId)));

    /// <summary>Gives money back; the refund's id.</summary>
    /// <param name="id">A charge, or the payment intent, session or invoice that it paid.</param>
    /// <param name="amount">Null: all that is left.</param>
    public string Refund(string id, long? amount = null) =>
        Do(() => stripe.Refunds.Create(stripe.ChargeOf(id), amount, "requested_by_customer", []).Id());

    /// <summary>The bank sends a refund back.</summary>
    public void FailRefund(string refundId) => Do(() => stripe.Refunds.Fail(refundId));

    /// <summary>The buyer disputes a payment; the dispute's id.</summary>
    /// <param name="id">A charge, or the payment intent, session or invoice that it paid.</param>
    /// <param name="amount">Null: all that was not refunded.</param>
    /// <param name="status">What it has come to by the time that anybody asks.</param>
    public string OpenDispute(string id, long? amount = null, string status = Disputes.Open) =>
        Do(() => stripe.Disputes.Create(stripe.ChargeOf(id), amount, status).Id());

    public void WinDispute(string disputeId) => Do(() => stripe.Disputes.Win(disputeId));

    public void LoseDispute(string disputeId) => Do(() => stripe.Disputes.Lose(disputeId));

    /// <summary>Deletes a customer, and ends their subscriptions.</summary>
    public void DeleteCustomer(string customerId) => Do(() => stripe.DeleteCustomer(customerId));

    /// <summary>The payer confirms at their bank a payment that waits for it.</summary>
    public void ApprovePayment(string paymentIntentId) =>
        Do(() => stripe.Payments.Approve(stripe.Store.Get(Payments.Kind, paymentIntentId)));

    public void PauseSubscription(string subscriptionId) => Do(() => stripe.Subscriptions.Pause(Subscription(subscriptionId)));

    public void ResumeSubscription(string subscriptionId) =>
        Do(() => stripe.Subscriptions.Resume(Subscription(subscriptionId), keepAnchor: true));

    /// <summary>Ends it now, not at the end of what was paid for.</summary>
    public void CancelSubscription(string subscriptionId) => Do(() => stripe.Subscriptions.Cancel(Subscription(subscriptionId)));

    /// <summary>One thing at a time: time catches up first, then it happens, is written down, and is told.</summary>
    internal T Do<T>(Func<StripeSimulation, T> act)
    {
        lock (gate)
        {
            try
            {
                stripe.Timetable.CatchUp();
                return act(stripe);
            }
            catch (StripeError refused)
            {
                throw new InvalidOperationException(refused.Message, refused);
            }
            finally
            {
                stripe.Store.Save();
                Wake();
            }
        }
    }

    private T Do<T>(Func<T> act) => Do(_ => act());

    private void Do(Action act) => Do(_ =>
    {
        act();
        return true;
    });

    private JsonObject Subscription(string id) => stripe.Store.Get(Subscriptions.Kind, id);
}
