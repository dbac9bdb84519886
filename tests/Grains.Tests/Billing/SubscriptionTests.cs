using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.StripeStandIn;
using Purser.Teams;
using Stripe;

namespace Purser.Grains.Tests.Billing;

/// <summary>Credits follow the subscription, whatever becomes of the news of it.</summary>
public sealed class SubscriptionTests(LedgerServer server) : BillingTest(server)
{
    private static readonly TimeSpan PastRenewal = TimeSpan.FromDays(31) + TimeSpan.FromHours(2);

    [Fact]
    public async Task Subscribing_in_Checkout_ends_the_trial_and_starts_the_paid_cycle()
    {
        var team = await Stage.SubscribedAsync(seats: 3);

        var credits = (await team.GetCredits())!;
        Assert.Equal(("tiny", 3, 30, null), (credits.Plan, credits.Seats, credits.Total.Count, credits.Trial));
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_trial_at_Stripe_and_its_invoice_of_nothing_grant_nothing()
    {
        var team = await Stage.OpenTrialAsync();
        var customer = await Stage.Client.V1.Customers.CreateAsync(new() { Metadata = Named("acme") });
        var before = Stage.Stripe.Events.Count;

        await Stage.Client.V1.Subscriptions.CreateAsync(new()
        {
            Customer = customer.Id, Items = [new() { Price = "price_pro", Quantity = 2 }], TrialPeriodDays = 14, Metadata = Named("acme"),
        });
        await Stage.DeliverAsync(Stage.Stripe.Events.Skip(before));

        var credits = (await team.GetCredits())!;
        Assert.Equal((TeamStatus.Trialing, 10), (credits.Status, credits.Total.Count));
        Assert.Equal(0, await Stage.CountAsync<TeamEvent.SubscriptionStarted>());
    }

    [Fact]
    public async Task A_trial_at_Stripe_that_ends_becomes_the_paid_cycle()
    {
        var team = await Stage.OpenTrialAsync();
        var customer = await Stage.Client.V1.Customers.CreateAsync(new() { Metadata = Named("acme") });
        await Stage.Client.V1.Subscriptions.CreateAsync(new()
        {
            Customer = customer.Id, Items = [new() { Price = "price_pro", Quantity = 2 }], TrialPeriodDays = 14, Metadata = Named("acme"),
        });
        await Stage.DeliverAsync(Stage.Stripe.Events);

        await Stage.DeliverAsync(await Stage.PassAsync(TimeSpan.FromDays(14) + TimeSpan.FromHours(2)));

        var credits = (await team.GetCredits())!;
        Assert.Equal((TeamStatus.Active, "pro", 500), (credits.Status, credits.Plan, credits.Remaining.Count));
    }

    [Fact]
    public async Task At_renewal_the_team_goes_on_at_once_and_every_order_of_the_events_each_twice_ends_the_same()
    {
        var first = await Stage.SubscribedAsync("count");
        var count = RenewalEvents(await Stage.PassAsync(PastRenewal), await CustomerAsync("count")).Count;
        Assert.InRange(count, 2, 4);
        Assert.Equal(10, (await first.GetCredits())!.Remaining.Count);
        var orders = Orders.Of(Enumerable.Range(0, count).ToList()).ToList();
        foreach (var n in Enumerable.Range(0, orders.Count))
        {
            await (await Stage.SubscribedAsync($"team-{n}")).Debit("spent");
        }

        var events = await Stage.PassAsync(PastRenewal);
        foreach (var (order, n) in orders.Select((order, n) => (order, n)))
        {
            var team = Stage.Cluster.Team($"team-{n}");
            var happened = RenewalEvents(events, await CustomerAsync($"team-{n}"));
            if (n % 2 == 0)
            {
                // Somebody is there before the first webhook.
                Assert.Equal(10, (await team.GetCredits())!.Remaining.Count);
            }

            await Stage.DeliverAsync(order.Select(at => happened[at]));
            await Stage.DeliverAsync(order.Select(at => happened[at]).Reverse());

            var credits = (await team.GetCredits())!;
            Assert.Equal((TeamStatus.Active, 10, 0), (credits.Status, credits.Remaining.Count, credits.Used.Count));
            Assert.Equal(1, await Stage.CountAsync<TeamEvent.CycleStarted>($"team-{n}") - 1);
            await Stage.AssertAuditAsync($"team-{n}");
        }
    }

    [Fact]
    public async Task A_lost_webhook_heals_at_the_reminders_ring()
    {
        var team = await Stage.SubscribedAsync();
        await UpdateAsync(new SubscriptionItemOptions { Quantity = 4 });
        Assert.Equal(10, (await team.GetCredits())!.Total.Count);
        await Stage.PassAsync(PastRenewal);

        await RingAsync(team);

        Assert.Equal((40, 4), ((await team.GetCredits())!.Remaining.Count, (await team.GetCredits())!.Seats));
    }

    [Fact]
    public async Task Until_the_new_periods_invoice_is_paid_the_reminder_rings_within_the_hour_and_a_failure_nobody_told_freezes_the_pool()
    {
        var team = await Stage.SubscribedAsync();
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Fails);
        // Just past the end: the invoice is a draft, and is charged an hour later.
        await Stage.PassAsync((await team.GetCredits())!.Cycle.End!.Value - Stage.Cluster.Clock.GetUtcNow() + TimeSpan.FromSeconds(5));
        await RingAsync(team);
        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);
        Assert.InRange(await RingsInAsync(team), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));

        await Stage.PassAsync(TimeSpan.FromHours(2));
        await RingAsync(team);
        Assert.Equal(TeamStatus.PastDue, (await team.GetCredits())!.Status);
        Assert.InRange(await RingsInAsync(team), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));

        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Succeeds);
        var open = (await Stage.Client.V1.Invoices.ListAsync(new() { Customer = await CustomerAsync(), Status = "open" })).Data[0];
        Stage.Stripe.PayInvoice(open.Id);
        await Stage.PassAsync(TimeSpan.FromHours(1));
        await RingAsync(team);
        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);
        Assert.InRange(await RingsInAsync(team), TimeSpan.FromDays(25), TimeSpan.FromDays(32));
    }

    [Fact]
    public async Task While_a_followed_trial_at_Stripe_outlasts_ours_the_team_is_asked_after()
    {
        var team = await Stage.OpenTrialAsync();
        var customer = await Stage.Client.V1.Customers.CreateAsync(new() { Metadata = Named("acme") });
        await Stage.Client.V1.Subscriptions.CreateAsync(new()
        {
            Customer = customer.Id, Items = [new() { Price = "price_pro", Quantity = 1 }], TrialPeriodDays = 30, Metadata = Named("acme"),
        });
        await Stage.DeliverAsync(Stage.Stripe.Events);
        await Stage.PassAsync(TimeSpan.FromDays(15));
        await RingAsync(team);
        Assert.Equal(TeamStatus.TrialEnded, (await team.GetCredits())!.Status);

        await Stage.PassAsync(TimeSpan.FromDays(16));
        await RingAsync(team);

        Assert.Equal((TeamStatus.Active, 250), ((await team.GetCredits())!.Status, (int)(await team.GetCredits())!.Total.Count));
    }

    [Fact]
    public async Task A_subscription_that_nobody_ever_told_of_is_found_at_the_next_ring()
    {
        var team = await Stage.OpenTrialAsync();
        Assert.True(Stage.Stripe.PayCheckout(Assert.IsType<CheckoutOutcome.Opened>(
            await Stage.Cluster.Billing().Subscribe(new SubscriptionOrder("tiny", 3, BillingStage.ReturnUrl, Key: null))).SessionId));
        Assert.Equal(TeamStatus.Trialing, (await team.GetCredits())!.Status);

        await RingAsync(team);

        Assert.Equal((TeamStatus.Active, 30), ((await team.GetCredits())!.Status, (int)(await team.GetCredits())!.Total.Count));
    }

    [Fact]
    public async Task A_customer_without_a_subscription_rings_at_the_cycles_end_as_everybody()
    {
        var team = await Stage.OpenTrialAsync();
        await Stage.BuyAsync();

        await RingAsync(team);

        Assert.InRange(await RingsInAsync(team), TimeSpan.FromHours(23), TimeSpan.FromHours(25));
    }

    [Fact]
    public async Task A_subscription_made_before_its_team_is_told_again_until_the_team_is_open()
    {
        var customer = await Stage.Client.V1.Customers.CreateAsync(new() { Metadata = Named("acme") });
        await Stage.Client.V1.Subscriptions.CreateAsync(new()
        {
            Customer = customer.Id, Items = [new() { Price = "price_pro", Quantity = 1 }], Metadata = Named("acme"),
        });
        var created = Stage.Stripe.Events.First(happened => happened.Type == "customer.subscription.created");
        await Assert.ThrowsAsync<StripeAwayException>(() => Stage.Cluster.Inbox.Receive(BillingStage.Notice(created)));
        var team = await Stage.OpenTrialAsync();

        Assert.Equal(InboxOutcome.Done, await Stage.Cluster.Inbox.Receive(BillingStage.Notice(created)));

        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);
    }

    [Fact]
    public async Task An_older_price_of_a_plan_counts_as_the_plan_and_one_that_no_plan_has_still_freezes_and_ends()
    {
        var team = await Stage.SubscribedAsync();
        await ChangeAsync(new SubscriptionItemOptions { Price = "price_pro_before" });
        Assert.Equal("pro", (await team.GetCredits())!.Plan);
        await ChangeAsync(new SubscriptionItemOptions { Price = "price_other" });
        Assert.Equal("price_other", Assert.IsType<ReconcileOutcome.UnknownPrice>(await Stage.Cluster.Billing().Reconcile()).Price);

        await Stage.HappensAsync(() => Stage.Stripe.CancelSubscription(Stage.Stripe.Events.Last(
            happened => happened.Type == "customer.subscription.updated").ObjectId!));

        Assert.Equal(TeamStatus.Canceled, (await team.GetCredits())!.Status);
    }

    [Fact]
    public async Task An_unpaid_second_subscription_does_not_hide_that_the_first_is_over()
    {
        var team = await Stage.SubscribedAsync();
        var (customer, first) = (await CustomerAsync(), await SubscriptionAsync());
        await Stage.Client.V1.Subscriptions.CreateAsync(new()
        {
            Customer = customer, Items = [new() { Price = "price_pro", Quantity = 1 }], TrialPeriodDays = 30, Metadata = Named("acme"),
        });

        await Stage.HappensAsync(() => Stage.Stripe.CancelSubscription(first));

        Assert.Equal(TeamStatus.Canceled, (await team.GetCredits())!.Status);
    }

    [Fact]
    public async Task A_paid_invoice_that_is_told_three_days_late_changes_nothing_any_more()
    {
        var team = await Stage.SubscribedAsync();
        var renewal = await Stage.PassAsync(PastRenewal);
        await team.Debit("after");
        await Stage.PassAsync(TimeSpan.FromHours(72));

        await Stage.DeliverAsync(renewal);

        Assert.Equal((9, 1), ((await team.GetCredits())!.Remaining.Count, (await team.GetCredits())!.Used.Count));
    }

    [Fact]
    public async Task A_failed_payment_freezes_the_pool_and_paying_thaws_it()
    {
        var team = await Stage.SubscribedAsync();
        await Stage.BuyAsync();
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Fails);

        await Stage.DeliverAsync(await Stage.PassAsync(PastRenewal));
        Assert.Equal(TeamStatus.PastDue, (await team.GetCredits())!.Status);
        Assert.Equal(Bucket.Extra, (await team.Debit("frozen")).Debited().Receipt.Bucket);

        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Succeeds);
        var open = (await Stage.Client.V1.Invoices.ListAsync(new() { Customer = await CustomerAsync(), Status = "open" })).Data[0];
        await Stage.HappensAsync(() => Assert.True(Stage.Stripe.PayInvoice(open.Id)));

        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);
        Assert.Equal(Bucket.Pool, (await team.Debit("thawed")).Debited().Receipt.Bucket);
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task Seats_up_down_up_within_a_cycle_yield_the_highest_allowance_once_and_down_waits_for_renewal()
    {
        var team = await Stage.SubscribedAsync(seats: 2);
        await Stage.Cluster.Team().Debit("one");
        foreach (var (seats, total) in new[] { (4, 40), (1, 40), (3, 40), (5, 50), (1, 50) })
        {
            await ChangeAsync(new SubscriptionItemOptions { Quantity = seats });
            Assert.Equal((total, 1), ((int)(await team.GetCredits())!.Total.Count, (int)(await team.GetCredits())!.Used.Count));
        }

        await Stage.DeliverAsync(await Stage.PassAsync(PastRenewal));

        Assert.Equal((10, 10), ((await team.GetCredits())!.Total.Count, (await team.GetCredits())!.Remaining.Count));
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task An_upgrade_while_the_pool_is_empty_makes_room_at_once()
    {
        var team = await Stage.SubscribedAsync();
        await team.DebitMany([.. Enumerable.Range(0, 10).Select(n => TeamCalls.Request($"all-{n}"))]);
        Assert.Equal(RefusalReason.CreditsExhausted, (await team.Debit("one more")).Reason());

        await ChangeAsync(new SubscriptionItemOptions { Price = "price_pro" });

        Assert.Equal(240, (await team.GetCredits())!.Remaining.Count);
        (await team.Debit("one more")).Debited();
    }

    [Fact]
    public async Task Canceled_at_the_periods_end_nothing_spends_and_coming_back_starts_anew_with_extra_kept()
    {
        var team = await Stage.SubscribedAsync();
        await Stage.BuyAsync();
        var subscription = await SubscriptionAsync();
        var before = Stage.Stripe.Events.Count;
        await Stage.Client.V1.Subscriptions.UpdateAsync(subscription, new() { CancelAtPeriodEnd = true });
        await Stage.DeliverAsync(Stage.Stripe.Events.Skip(before));
        Assert.Null((await team.GetCredits())!.ResetsAt);

        // Nobody hears of the end: the team knows it by itself.
        var lost = await Stage.PassAsync(PastRenewal);
        Assert.Equal(RefusalReason.SubscriptionCanceled, (await team.Debit("over")).Reason());
        await Stage.DeliverAsync(lost);

        var session = Assert.IsType<CheckoutOutcome.Opened>(
            await Stage.Cluster.Billing().Subscribe(new SubscriptionOrder("tiny", 2, BillingStage.ReturnUrl, Key: null))).SessionId;
        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(session));
        var credits = (await team.GetCredits())!;
        Assert.Equal((TeamStatus.Active, 20, 100), (credits.Status, credits.Remaining.Count, credits.Extra.Count));
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task Canceled_at_once_it_is_over_at_once()
    {
        var team = await Stage.SubscribedAsync();

        var subscription = await SubscriptionAsync();
        await Stage.HappensAsync(() => Stage.Stripe.CancelSubscription(subscription));

        Assert.Equal(TeamStatus.Canceled, (await team.GetCredits())!.Status);
    }

    [Fact]
    public async Task Where_Stripe_manages_the_team_the_operator_does_not()
    {
        var team = await Stage.SubscribedAsync();

        Assert.IsType<SubscribeOutcome.ManagedByStripe>(await team.SetSubscription(new SubscriptionTerms("pro", 1, Anchor: null)));
        Assert.IsType<SubscribeOutcome.ManagedByStripe>(await team.CancelSubscription());
    }

    [Fact]
    public async Task A_subscription_to_something_else_is_nobodys_and_a_price_without_a_plan_is_told_again_until_it_has_one()
    {
        await Stage.OpenTrialAsync();
        var customer = await Stage.Client.V1.Customers.CreateAsync(new());
        var before = Stage.Stripe.Events.Count;
        await Stage.Client.V1.Subscriptions.CreateAsync(new() { Customer = customer.Id, Items = [new() { Price = "price_other" }] });
        var foreign = Stage.Stripe.Events.Skip(before).First(happened => happened.Type == "customer.subscription.created");
        Assert.Equal(InboxOutcome.OfNobody, await Stage.Cluster.Inbox.Receive(BillingStage.Notice(foreign)));

        before = Stage.Stripe.Events.Count;
        await Stage.Client.V1.Subscriptions.CreateAsync(new()
        {
            Customer = customer.Id, Items = [new() { Price = "price_other" }], Metadata = Named("acme"),
        });
        var ours = Stage.Stripe.Events.Skip(before).First(happened => happened.Type == "customer.subscription.created");

        var told = await Assert.ThrowsAsync<StripeAwayException>(() => Stage.Cluster.Inbox.Receive(BillingStage.Notice(ours)));
        Assert.Contains("price_other", told.Message, StringComparison.Ordinal);
    }

    private static List<StandInEvent> RenewalEvents(IEnumerable<StandInEvent> events, string customer) =>
    [
        .. events.Where(happened => happened.Type is "invoice.paid" or "customer.subscription.updated" or "invoice.payment_failed"
            && BillingStage.Notice(happened).Customer == customer),
    ];

    private static Dictionary<string, string> Named(string team) => new(StringComparer.Ordinal) { [StripeNames.Team] = team };

    private static Task RingAsync(ITeamGrain team) => team.AsReference<IRemindable>().ReceiveReminder("cycle-end", default);

    private async Task<TimeSpan> RingsInAsync(ITeamGrain team)
    {
        var reminder = await Stage.Cluster.Service<IReminderTable>().ReadRow(team.GetGrainId(), "cycle-end");
        return new DateTimeOffset(DateTime.SpecifyKind(reminder!.StartAt, DateTimeKind.Utc)) - Stage.Cluster.Clock.GetUtcNow();
    }

    /// <summary>Plan or seats change at Stripe, and the team is told.</summary>
    private async Task ChangeAsync(SubscriptionItemOptions change)
    {
        var before = Stage.Stripe.Events.Count;
        await UpdateAsync(change);
        await Stage.DeliverAsync(Stage.Stripe.Events.Skip(before));
    }

    private async Task UpdateAsync(SubscriptionItemOptions change)
    {
        var subscription = await Stage.Client.V1.Subscriptions.GetAsync(await SubscriptionAsync());
        change.Id = subscription.Items.Data[0].Id;
        await Stage.Client.V1.Subscriptions.UpdateAsync(subscription.Id, new() { Items = [change], ProrationBehavior = "none" });
    }

    private async Task<string> CustomerAsync(string team = "acme") =>
        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing(team).Reconcile()).Customer!;

    private async Task<string> SubscriptionAsync() =>
        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile()).Subscription!;
}
