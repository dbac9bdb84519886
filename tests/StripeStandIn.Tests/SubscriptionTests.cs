using Stripe;

namespace Purser.StripeStandIn.Tests;

public sealed class SubscriptionTests : StandInTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task It_begins_paid()
    {
        var subscription = await SubscribedAsync(seats: 2);

        Assert.Equal("active", subscription.Status);
        Assert.Equal("acme", subscription.Metadata["team"]);
        Assert.Equal((Lite, 2), (Item(subscription).Price.Id, Item(subscription).Quantity));
        Assert.Equal(
            [
                "customer.created", "payment_method.attached", "customer.subscription.created", "invoice.created",
                "invoice.finalized", "charge.succeeded", "payment_intent.succeeded", "invoice.paid",
                "invoice.payment_succeeded", "customer.subscription.updated", "checkout.session.completed",
            ],
            Hook.Types);
        var paid = Assert.IsType<Invoice>(Hook.Taken.Single(happened => happened.Type == "invoice.paid").Data.Object);
        Assert.Equal((3_800, "subscription_create"), (paid.AmountPaid, paid.BillingReason));
        Assert.Equal(subscription.Id, paid.Parent.SubscriptionDetails.SubscriptionId);
        Assert.Equal(subscription.LatestInvoiceId, paid.Id);
    }

    [Fact]
    public async Task On_the_31st_it_renews_on_the_last_day_of_short_months_and_on_the_31st_again()
    {
        var subscription = await SubscribedAsync();
        Assert.Equal(At(2, 28), Item(subscription).CurrentPeriodEnd);

        await AtAsync(At(2, 28));
        Assert.Equal((At(2, 28), At(3, 31)), await PeriodAsync(subscription));

        await AtAsync(At(6, 1));
        Assert.Equal((At(5, 31), At(6, 30)), await PeriodAsync(subscription));
    }

    [Fact]
    public async Task Another_interval_is_counted_from_now_and_renews_by_itself()
    {
        var subscription = await SubscribedAsync();
        await AtAsync(At(2, 10));

        await V1.Subscriptions.UpdateAsync(subscription.Id, new()
        {
            Items = [new() { Id = Item(subscription).Id, Price = Yearly }], ProrationBehavior = "none",
        });
        Assert.Equal((At(2, 10), At(2, 10).AddYears(1)), await PeriodAsync(subscription));
        var recurring = Item(await ReadAsync(subscription)).Price.Recurring;
        Assert.Equal(("year", 1), (recurring.Interval, recurring.IntervalCount));

        await AtAsync(At(2, 10).AddYears(1));
        Assert.Equal((At(2, 10).AddYears(1), At(2, 10).AddYears(2)), await PeriodAsync(subscription));
    }

    [Fact]
    public async Task A_renewal_is_paid_an_hour_after_it_began()
    {
        var subscription = await SubscribedAsync();
        Hook.Clear();

        await AtAsync(At(2, 28));
        Assert.Equal(["customer.subscription.updated", "invoice.created"], Hook.Types);
        Assert.Equal("draft", (await LatestInvoiceAsync(subscription)).Status);

        await AfterAsync(Hour);
        var invoice = await LatestInvoiceAsync(subscription);
        Assert.Equal(("paid", "subscription_cycle", 3_800), (invoice.Status, invoice.BillingReason, invoice.AmountPaid));
        Assert.Contains("invoice.paid", Hook.Types);
        var line = Assert.Single(invoice.Lines.Data);
        Assert.Equal((At(2, 28), At(3, 31)), (line.Period.Start, line.Period.End));
    }

    [Fact]
    public async Task Every_missed_period_is_gone_through_at_its_own_time()
    {
        var subscription = await SubscribedAsync();
        Hook.Clear();

        await AtAsync(At(5, 15));

        var paid = Hook.Taken.Where(happened => happened.Type == "invoice.paid").ToArray();
        Assert.Equal([At(2, 28) + Hour, At(3, 31) + Hour, At(4, 30) + Hour], paid.Select(happened => happened.Created));
        Assert.Equal((At(4, 30), At(5, 31)), await PeriodAsync(subscription));
    }

    [Fact]
    public async Task A_trial_costs_nothing_warns_and_becomes_a_paid_month()
    {
        var subscription = await SubscribedAsync(trialDays: 14);
        Assert.Equal(("trialing", At(2, 14)), (subscription.Status, subscription.TrialEnd));
        var first = Assert.IsType<Invoice>(Hook.Taken.Single(happened => happened.Type == "invoice.paid").Data.Object);
        Assert.Equal(0, first.AmountPaid);
        Hook.Clear();

        await AtAsync(At(2, 11));
        Assert.Equal(["customer.subscription.trial_will_end"], Hook.Types);

        await AtAsync(At(2, 14));
        Assert.Equal("active", (await ReadAsync(subscription)).Status);
        Assert.Equal((At(2, 14), At(3, 14)), await PeriodAsync(subscription));
        await AfterAsync(Hour);
        Assert.Equal(3_800, (await LatestInvoiceAsync(subscription)).AmountPaid);
    }

    [Fact]
    public async Task A_trial_can_be_converted_early()
    {
        var subscription = await SubscribedAsync(trialDays: 14);
        await AtAsync(At(2, 3));

        await V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { TrialEnd = SubscriptionTrialEnd.Now });

        Assert.Equal("active", (await ReadAsync(subscription)).Status);
        Assert.Equal((At(2, 3), At(3, 3)), await PeriodAsync(subscription));
        Assert.Equal(("paid", 3_800), await LatestAsync(subscription));
    }

    [Fact]
    public async Task A_card_that_fails_makes_it_past_due_until_the_invoice_is_paid()
    {
        var subscription = await SubscribedAsync();
        StandIn.SetCard(subscription.CustomerId, CardBehaviour.Fails);
        await AtAsync(At(2, 28));
        Hook.Clear();

        await AfterAsync(Hour);
        Assert.Equal("past_due", (await ReadAsync(subscription)).Status);
        Assert.Equal(
            [
                "invoice.finalized", "charge.failed", "payment_intent.payment_failed", "invoice.payment_failed",
                "customer.subscription.updated",
            ],
            Hook.Types);
        var refused = await Assert.ThrowsAsync<StripeException>(() => V1.Invoices.PayAsync(Latest(subscription)));
        Assert.Equal("card_declined", refused.StripeError.Code);

        StandIn.SetCard(subscription.CustomerId, CardBehaviour.Succeeds);
        var paid = await V1.Invoices.PayAsync(Latest(subscription));
        Assert.Equal("paid", paid.Status);
        Assert.Equal("active", (await ReadAsync(subscription)).Status);
    }

    [Fact]
    public async Task A_failed_invoice_is_charged_again_days_later()
    {
        var subscription = await SubscribedAsync();
        StandIn.SetCard(subscription.CustomerId, CardBehaviour.Fails);
        await AtAsync(At(2, 28) + Hour);
        StandIn.SetCard(subscription.CustomerId, CardBehaviour.Succeeds);

        await AfterAsync(TimeSpan.FromDays(3));

        Assert.Equal(("paid", 3_800), await LatestAsync(subscription));
        Assert.Equal("active", (await ReadAsync(subscription)).Status);
    }

    [Fact]
    public async Task More_seats_and_another_plan_are_prorated()
    {
        var subscription = await SubscribedAsync(seats: 2);
        await AtAsync(At(2, 14));
        Hook.Clear();

        var changed = await V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions
        {
            Items = [new() { Id = Item(subscription).Id, Price = Pro, Quantity = 3 }],
            ProrationBehavior = "always_invoice",
        });
        await StandIn.AdvanceAsync();

        Assert.Equal((Pro, 3), (Item(changed).Price.Id, Item(changed).Quantity));
        Assert.Equal(At(2, 28), Item(changed).CurrentPeriodEnd);
        // Half of the 28 days are left of 3 × 39 instead of 2 × 19.
        Assert.Equal(("paid", 3_950), await LatestAsync(subscription));
        var updated = Hook.Taken.First(happened => happened.Type == "customer.subscription.updated");
        Assert.NotNull(updated.Data.PreviousAttributes);

        await AtAsync(At(2, 28) + Hour);
        Assert.Equal(("paid", 11_700), await LatestAsync(subscription));
    }

    [Fact]
    public async Task A_smaller_plan_leaves_credit_for_the_next_invoice()
    {
        var subscription = await SubscribedAsync(seats: 2);
        await AtAsync(At(2, 14));

        await V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions
        {
            Items = [new() { Id = Item(subscription).Id, Quantity = 1 }],
        });
        await AtAsync(At(2, 28) + Hour);

        Assert.Equal(("paid", 1_900 - 950), await LatestAsync(subscription));
    }

    [Fact]
    public async Task Canceled_it_lasts_to_the_end_of_the_period_unless_that_is_undone()
    {
        var subscription = await SubscribedAsync();
        var ending = await V1.Subscriptions.UpdateAsync(
            subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true });
        Assert.Equal((true, "active", At(2, 28)), (ending.CancelAtPeriodEnd, ending.Status, ending.CancelAt));
        await V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = false });
        await AtAsync(At(2, 28));
        Assert.Equal("active", (await ReadAsync(subscription)).Status);

        await V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true });
        await AtAsync(At(3, 31));

        var ended = await ReadAsync(subscription);
        Assert.Equal(("canceled", At(3, 31)), (ended.Status, ended.EndedAt));
        Assert.Equal("customer.subscription.deleted", Hook.Taken[^1].Type);
        Assert.Empty(await V1.Subscriptions.ListAsync(new SubscriptionListOptions { Customer = ended.CustomerId }));
        Assert.Single(await V1.Subscriptions.ListAsync(
            new SubscriptionListOptions { Customer = ended.CustomerId, Status = "all" }));
    }

    [Fact]
    public async Task It_can_be_canceled_at_once()
    {
        var subscription = await SubscribedAsync();

        var canceled = await V1.Subscriptions.CancelAsync(subscription.Id);

        Assert.Equal("canceled", canceled.Status);
        await AtAsync(At(4, 1));
        Assert.Single(await V1.Invoices.ListAsync(new InvoiceListOptions { Subscription = subscription.Id }));
    }

    [Fact]
    public async Task Paused_it_does_not_renew_and_resumed_it_does()
    {
        var subscription = await SubscribedAsync();
        StandIn.PauseSubscription(subscription.Id);
        await AtAsync(At(4, 15));
        Assert.Equal("paused", (await ReadAsync(subscription)).Status);
        Hook.Clear();

        var resumed = await V1.Subscriptions.ResumeAsync(subscription.Id);

        Assert.Equal("active", resumed.Status);
        Assert.Equal((At(4, 15), At(5, 15)), await PeriodAsync(subscription));
        await StandIn.AdvanceAsync();
        Assert.Equal("customer.subscription.resumed", Hook.Taken[0].Type);
        Assert.Equal(("paid", 3_800), await LatestAsync(subscription));
    }

    [Fact]
    public async Task Resumed_with_its_anchor_unchanged_it_is_back_in_step()
    {
        var subscription = await SubscribedAsync();
        StandIn.PauseSubscription(subscription.Id);
        await AtAsync(At(4, 15));

        StandIn.ResumeSubscription(subscription.Id);

        Assert.Equal((At(3, 31), At(4, 30)), await PeriodAsync(subscription));
        Assert.Equal(("paid", 3_800), await LatestAsync(subscription));
    }

    [Fact]
    public async Task A_bank_debit_leaves_a_renewal_active_until_it_fails_to_arrive()
    {
        var subscription = await SubscribedAsync();
        StandIn.SetCard(subscription.CustomerId, CardBehaviour.Async);
        await AtAsync(At(2, 28) + Hour);
        var invoice = await LatestInvoiceAsync(subscription);
        Assert.Equal(("open", "active"), (invoice.Status, (await ReadAsync(subscription)).Status));

        StandIn.FailPayment(invoice.Id);

        Assert.Equal("past_due", (await ReadAsync(subscription)).Status);
    }

    [Fact]
    public async Task A_first_charge_that_fails_leaves_it_incomplete_and_then_nothing()
    {
        var customer = await V1.Customers.CreateAsync(new CustomerCreateOptions());
        StandIn.SetCard(customer.Id, CardBehaviour.Fails);

        var subscription = await V1.Subscriptions.CreateAsync(new SubscriptionCreateOptions
        {
            Customer = customer.Id, Items = [new() { Price = Lite, Quantity = 1 }],
        });

        Assert.Equal("incomplete", subscription.Status);
        await AfterAsync(TimeSpan.FromHours(23));
        Assert.Equal("incomplete_expired", (await ReadAsync(subscription)).Status);
        Assert.Contains("invoice.voided", Hook.Types);
    }

    private async Task<(DateTime Start, DateTime End)> PeriodAsync(Subscription subscription)
    {
        var item = Item(await ReadAsync(subscription));
        return (item.CurrentPeriodStart, item.CurrentPeriodEnd);
    }

    private async Task<Invoice> LatestInvoiceAsync(Subscription subscription) =>
        (await V1.Subscriptions.GetAsync(subscription.Id, new SubscriptionGetOptions { Expand = ["latest_invoice"] })).LatestInvoice;

    private async Task<(string Status, long Amount)> LatestAsync(Subscription subscription)
    {
        var invoice = await LatestInvoiceAsync(subscription);
        return (invoice.Status, invoice.AmountPaid);
    }
}
