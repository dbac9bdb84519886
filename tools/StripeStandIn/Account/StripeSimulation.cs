using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>The account with everything that can happen in it. Used by one caller at a time.</summary>
internal sealed class StripeSimulation
{
    public StripeSimulation(SimulatedAccount account)
    {
        Account = account;
        Customers = new Customers(account);
        Payments = new Payments(account, Customers);
        Refunds = new Refunds(account);
        Disputes = new Disputes(account);
        Invoices = new Invoices(account, Customers, Payments);
        Subscriptions = new Subscriptions(account, Invoices);
        Checkout = new Checkout(account, Customers, Payments, Invoices, Subscriptions);
        Portal = new Portal(account);
        Timetable = new Timetable(account, Subscriptions, Invoices, Checkout);
    }

    public SimulatedAccount Account { get; }

    public StripeStore Store => Account.Store;

    public Customers Customers { get; }

    public Payments Payments { get; }

    public Refunds Refunds { get; }

    public Disputes Disputes { get; }

    public Invoices Invoices { get; }

    public Subscriptions Subscriptions { get; }

    public Checkout Checkout { get; }

    public Portal Portal { get; }

    public Timetable Timetable { get; }

    /// <summary>A payment that was processing arrives, or does not; everything that waited for it follows.</summary>
    public void EndProcessing(JsonObject intent, bool succeeds)
    {
        if (intent.Text("status") != Payments.Processing)
        {
            throw StripeError.Invalid($"{intent.Id()} is not processing: it is {intent.Text("status")}.");
        }

        if (succeeds)
        {
            Payments.Succeed(intent);
        }
        else
        {
            Payments.Fail(intent);
        }

        Invoices.FollowIntent(intent);
        Checkout.FollowIntent(intent);
    }

    /// <summary>A customer goes, and their subscriptions with them.</summary>
    public void DeleteCustomer(string id)
    {
        Customers.MustLive(id, "id");
        foreach (var subscription in Store.All(Subscriptions.Kind)
            .Where(subscription => subscription.Text("customer") == id && !Subscriptions.HasEnded(subscription)).ToArray())
        {
            Subscriptions.Cancel(subscription);
        }

        Customers.Delete(id);
    }

    /// <summary>The payment intent by its id or by that of the session or invoice that it pays.</summary>
    public JsonObject IntentOf(string id)
    {
        var intent = Store.Find(id)?.Text("object") switch
        {
            Payments.Kind => Store.Find(id),
            Checkout.Kind => Checkout.IntentOf(Store.Find(id)!),
            Invoices.Kind => Invoices.IntentOf(Store.Find(id)!),
            _ => null,
        };
        return intent ?? throw StripeError.Missing(Payments.Kind, id, "payment_intent");
    }

    /// <summary>The charge by its id or by that of the payment intent, session or invoice that it paid.</summary>
    public JsonObject ChargeOf(string id) =>
        Store.Find(Payments.ChargeKind, id) ?? Payments.ChargeOf(IntentOf(id).Id());
}
