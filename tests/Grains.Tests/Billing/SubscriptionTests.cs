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
    public async Task Paused_at_Stripe_the_pool_is_frozen_and_resumed_it_is_what_it_was()
    {
        var team = await Stage.SubscribedAsync();
        await team.Debit("before");
        var subscription = await SubscriptionAsync();

        await Stage.HappensAsync(() => Stage.Stripe.PauseSubscription(subscription));
        Assert.Equal(RefusalReason.PaymentPastDue, (await team.Debit("paused")).Reason());

        await Stage.HappensAsync(() => Stage.Stripe.ResumeSubscription(subscription));
        var credits = (await team.GetCredits())!;
        Assert.Equal((TeamStatus.Active, 10, 9), (credits.Status, credits.Total.Count, credits.Remaining.Count));
        await Stage.AssertAuditAsync();
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

    /// <summary>Plan or seats change at Stripe, and the team is told.</summary>
    private async Task ChangeAsync(SubscriptionItemOptions change)
    {
        var before = Stage.Stripe.Events.Count;
        await UpdateAsync(change);
        await Stage.DeliverAsync(Stage.Stripe.Events.Skip(before));
    }
}
