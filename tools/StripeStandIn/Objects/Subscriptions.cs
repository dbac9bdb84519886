using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Plans by the month or the year: how they begin, renew, change and end. One item each, as Purser sells them.</summary>
internal sealed partial class Subscriptions(SimulatedAccount account, Invoices invoices)
{
    public const string Kind = "subscription";

    private const string Updated = "customer.subscription.updated";

    /// <summary>Lines that wait for the next invoice: changes in the middle of a period.</summary>
    private const string Pending = "_pending";

    /// <summary>On a subscription whose trial's end was announced.</summary>
    private const string Warned = "_warned";

    private static readonly TimeSpan IncompletePatience = TimeSpan.FromHours(23);

    public JsonObject Create(SubscriptionRequest request)
    {
        var trial = request.TrialEnd > account.Now ? request.TrialEnd : null;
        var anchor = trial ?? account.Now;
        var period = trial is { } end ? new BillingPeriod(account.Now, end) : BillingPeriod.From(account.Now, anchor, Prices.MonthsOf(request.Price));
        var subscription = account.Store.Put(SubscriptionJson.New(account, request, period, anchor, trial));
        account.Tell("customer.subscription.created", subscription);
        var begins = new BillingPeriod(account.Now, account.Now);
        var invoice = invoices.Create(
            subscription, "subscription_create", [InvoiceLine.Of(account, subscription, period, free: trial is not null)], begins);
        invoices.Pay(invoice, request.FirstCharge);
        return subscription;
    }

    /// <summary>The period is over (or the trial): the next one begins, its invoice a draft for now; or it was the last.</summary>
    public void Renew(JsonObject subscription)
    {
        if (subscription.Flag("cancel_at_period_end"))
        {
            End(subscription, "canceled");
            return;
        }

        var before = subscription.Clone();
        var ended = PeriodOf(subscription);
        if (subscription.Text("status") == "trialing")
        {
            subscription["status"] = "active";
        }

        SetPeriod(subscription, BillingPeriod.From(ended.End, subscription.Instant("billing_cycle_anchor")!.Value, MonthsOf(subscription)));
        account.TellChange(Updated, before, subscription);
        InvoicePeriod(subscription, "subscription_cycle", ended);
    }

    public void WarnOfTrialEnd(JsonObject subscription)
    {
        subscription[Warned] = true;
        account.Tell("customer.subscription.trial_will_end", subscription);
    }

    public void Cancel(JsonObject subscription)
    {
        if (HasEnded(subscription))
        {
            throw StripeError.Missing(Kind, subscription.Id());
        }

        End(subscription, "canceled");
    }

    /// <summary>Its first invoice was not paid in time: it never was.</summary>
    public void ExpireIncomplete(JsonObject subscription)
    {
        foreach (var invoice in invoices.Of(subscription).Where(invoice => invoice.Text("status") == Invoices.Open).ToArray())
        {
            invoices.Void(invoice);
        }

        End(subscription, "incomplete_expired");
    }

    public void Pause(JsonObject subscription)
    {
        if (subscription.Text("status") is not ("active" or "trialing" or "past_due"))
        {
            throw StripeError.Invalid($"{subscription.Id()} is {subscription.Text("status")} and cannot be paused.");
        }

        subscription["status"] = "paused";
        account.Tell("customer.subscription.paused", subscription);
    }

    public void Resume(JsonObject subscription, bool keepAnchor)
    {
        if (subscription.Text("status") != "paused")
        {
            throw StripeError.Invalid($"The subscription {subscription.Id()} is not paused.", code: "subscription_not_paused");
        }

        subscription["status"] = "active";
        subscription["trial_end"] = null;
        var isPaidFor = keepAnchor && PeriodOf(subscription).End > account.Now;
        if (!keepAnchor)
        {
            StartAnew(subscription);
        }
        else if (!isPaidFor)
        {
            SetPeriod(subscription, BillingPeriod.Around(account.Now, subscription.Instant("billing_cycle_anchor")!.Value, MonthsOf(subscription)));
        }

        account.Tell("customer.subscription.resumed", subscription);
        if (!isPaidFor)
        {
            invoices.Pay(InvoicePeriod(subscription, "subscription_update", PeriodOf(subscription)));
        }
    }

    public static BillingPeriod PeriodOf(JsonObject subscription)
    {
        var item = Item(subscription);
        return new(item.Instant("current_period_start")!.Value, item.Instant("current_period_end")!.Value);
    }

    public static JsonObject Item(JsonObject subscription) => subscription.List("items").Single();

    private static int MonthsOf(JsonObject subscription) => Prices.MonthsOf(Item(subscription).Child("price"));

    public static bool WasWarned(JsonObject subscription) => subscription.Flag(Warned);

    public static bool HasEnded(JsonObject subscription) =>
        subscription.Text("status") is "canceled" or "incomplete_expired";

    public static DateTimeOffset ExpiresAt(JsonObject incomplete) =>
        incomplete.Instant("created")!.Value + IncompletePatience;

    private static void SetPeriod(JsonObject subscription, BillingPeriod period)
    {
        var item = Item(subscription);
        item["current_period_start"] = period.Start.ToUnixTimeSeconds();
        item["current_period_end"] = period.End.ToUnixTimeSeconds();
    }

    private static JsonObject[] TakePending(JsonObject subscription)
    {
        var lines = (subscription[Pending] as JsonArray)?.Select(line => line!.AsObject()).ToArray() ?? [];
        (subscription[Pending] as JsonArray)?.Clear();
        return lines;
    }

    private JsonObject InvoicePeriod(JsonObject subscription, string reason, BillingPeriod invoicePeriod) =>
        invoices.Create(
            subscription,
            reason,
            [InvoiceLine.Of(account, subscription, PeriodOf(subscription)), .. TakePending(subscription)],
            invoicePeriod);

    private bool StartAnew(JsonObject subscription)
    {
        subscription["billing_cycle_anchor"] = account.Now.ToUnixTimeSeconds();
        SetPeriod(subscription, BillingPeriod.From(account.Now, account.Now, MonthsOf(subscription)));
        return true;
    }

    private void End(JsonObject subscription, string status)
    {
        subscription["status"] = status;
        subscription["ended_at"] = account.Now.ToUnixTimeSeconds();
        subscription["canceled_at"] ??= account.Now.ToUnixTimeSeconds();
        subscription.Child("cancellation_details")["reason"] ??= "cancellation_requested";
        invoices.StopCollecting(subscription);
        account.Tell("customer.subscription.deleted", subscription);
    }
}
