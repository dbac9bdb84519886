using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.StripeStandIn;
using Purser.Teams;

namespace Purser.Grains.Tests.Billing;

/// <summary>A Stripe that answers, and says no: a revoked key, a deleted customer, another account.</summary>
public sealed class RefusalTests(LedgerServer server) : BillingTest(server)
{
    [Theory]
    [InlineData(ApiRefusal.RevokedKey)]
    [InlineData(ApiRefusal.NoPermission)]
    [InlineData(ApiRefusal.NothingThere)]
    public async Task Every_call_of_billing_ends_in_an_outcome_or_says_that_Stripe_is_away(ApiRefusal refusal)
    {
        var team = await Stage.SubscribedAsync();
        var session = await Stage.OrderAsync();
        var customer = await CustomerAsync();
        await team.SetAutoTopUp(new AutoTopUpTerms(new Credits(1000), "small", 3));
        Stage.Stripe.Refusal = refusal;
        var billing = Stage.Cluster.Billing();
        var events = Stage.Cluster.Client.GetGrain<IBillingEvents>("acme");

        Assert.IsType<ReconcileOutcome.Refused>(await billing.Reconcile());
        Assert.IsType<ReconcileOutcome.Refused>(await events.Confirm());
        await IsTypedAsync(() => billing.TopUp(new TopUpOrder("small", BillingStage.ReturnUrl, "k")));
        await IsTypedAsync(() => billing.OpenPortal("http://127.0.0.1/back"));
        await IsTypedAsync(() => billing.Settle(session));
        await IsTypedAsync(() => events.SettleSession(session, hasFailed: false, Stage.Cluster.Clock.GetUtcNow()));
        await IsTypedAsync(() => events.SettleCharge("ch_1"));
        await IsTypedAsync(() => events.SettleAutoTopUp("pi_1"));
        await IsTypedAsync(() => events.SettleSubscription(customer));
        await IsTypedAsync(() => events.SettleCustomer(customer));
        await IsTypedAsync(events.TopUpAutomatically);
        await Stage.OpenTrialAsync("other");
        await IsTypedAsync(() => Stage.Cluster.Billing("other").Subscribe(new SubscriptionOrder("tiny", 1, BillingStage.ReturnUrl, Key: null)));
        foreach (var type in new[] { "customer.subscription.deleted", "invoice.paid", "charge.dispute.created", "customer.deleted", "checkout.session.completed" })
        {
            await IsTypedAsync(() => Stage.Cluster.Inbox.Receive(new StripeNotice(
                $"evt_{type}", type, "cs_1", TeamId.Parse("acme"), customer, "ch_1", Stage.Cluster.Clock.GetUtcNow())));
        }
    }

    [Theory]
    [InlineData(ApiRefusal.RevokedKey)]
    [InlineData(ApiRefusal.NothingThere)]
    public async Task A_team_that_Stripe_refuses_to_speak_of_is_past_due_after_a_week_and_thaws_with_what_it_had(ApiRefusal refusal)
    {
        var team = await Stage.SubscribedAsync();
        var end = (await team.GetCredits())!.Cycle.End!.Value;
        Stage.Stripe.Refusal = refusal;
        await Stage.PassAsync(end - Stage.Cluster.Clock.GetUtcNow() + TimeSpan.FromHours(2));
        await RingAsync(team);
        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);
        (await team.Debit("one")).Debited();

        for (var week = 0; week < 4; week++)
        {
            await Stage.PassAsync(TimeSpan.FromDays(2));
            await RingAsync(team);
        }

        Assert.Equal((TeamStatus.PastDue, 9), ((await team.GetCredits())!.Status, (int)(await team.GetCredits())!.Remaining.Count));
        Assert.Equal(RefusalReason.PaymentPastDue, (await team.Debit("frozen")).Reason());

        Stage.Stripe.Refusal = null;
        await RingAsync(team, after: TimeSpan.FromHours(2));
        Assert.Equal((TeamStatus.Active, 9), ((await team.GetCredits())!.Status, (int)(await team.GetCredits())!.Remaining.Count));
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_year_of_refusals_is_one_unpaid_allowance_and_no_more()
    {
        var team = await Stage.SubscribedAsync();
        Stage.Stripe.Refusal = ApiRefusal.NothingThere;

        for (var month = 0; month < 12; month++)
        {
            Stage.Cluster.Clock.Advance(TimeSpan.FromDays(31));
            await RingAsync(team);
        }

        Assert.Equal(TeamStatus.PastDue, (await team.GetCredits())!.Status);
        Assert.InRange(await Stage.CountAsync<TeamEvent.CycleStarted>(), 1, 2);
    }

    [Fact]
    public async Task Another_account_ends_no_subscription_and_the_right_one_finds_everything_as_it_was()
    {
        var team = await Stage.SubscribedAsync();
        Stage.Stripe.IsOtherAccount = true;

        Assert.IsType<ReconcileOutcome.Refused>(await Stage.Cluster.Billing().Reconcile());
        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);

        // Somebody even buys a pack there.
        await Stage.BuyAsync();
        Stage.Stripe.IsOtherAccount = false;
        var now = Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile());
        Assert.Equal((TeamStatus.Active, 100, false), (now.Credits.Status, now.Credits.Extra.Count, now.IsCustomerMissing));
    }

    [Fact]
    public async Task A_team_whose_subscription_stayed_in_another_account_subscribes_anew_when_it_has_frozen()
    {
        var team = await Stage.SubscribedAsync();
        Stage.Stripe.IsOtherAccount = true;
        var order = new SubscriptionOrder("tiny", 2, BillingStage.ReturnUrl, Key: null);
        Assert.IsType<CheckoutOutcome.SubscribedAlready>(await Stage.Cluster.Billing().Subscribe(order));
        await Stage.PassAsync(TimeSpan.FromDays(40));
        Assert.Equal(TeamStatus.PastDue, (await team.GetCredits())!.Status);

        var session = Assert.IsType<CheckoutOutcome.Opened>(await Stage.Cluster.Billing().Subscribe(order)).SessionId;
        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(session));

        Assert.Equal((TeamStatus.Active, 20), ((await team.GetCredits())!.Status, (int)(await team.GetCredits())!.Remaining.Count));
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_deleted_customer_is_said_replaced_at_the_next_purchase_and_never_twice()
    {
        var team = await Stage.OpenTrialAsync();
        await Stage.BuyAsync();
        var gone = await CustomerAsync();
        Stage.Stripe.DeleteCustomer(gone);

        var said = Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile());
        Assert.Equal((gone, true), (said.Customer, said.IsCustomerMissing));

        await Stage.BuyAsync();
        await Stage.BuyAsync();
        var now = Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile());
        Assert.Equal((false, 300), (now.IsCustomerMissing, (int)(await team.GetCredits())!.Extra.Count));
        Assert.NotEqual(gone, now.Customer);
        Assert.Single((await Stage.Client.V1.Customers.ListAsync()).Data);
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task That_a_customer_was_deleted_ends_what_they_paid_for_and_the_team_is_nobody_to_Stripe()
    {
        var team = await Stage.SubscribedAsync();
        await Stage.BuyAsync();
        var customer = await CustomerAsync();

        // The last of its events alone: the others are lost.
        await Stage.DeliverAsync(Stage.Record(() => Stage.Stripe.DeleteCustomer(customer)).Where(happened => happened.Type == "customer.deleted"));

        Assert.Equal((TeamStatus.Canceled, 100), ((await team.GetCredits())!.Status, (int)(await team.GetCredits())!.Extra.Count));
        Assert.Null(Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile()).Customer);
        Assert.Equal(1, await Stage.CountAsync<TeamEvent.StripeUnlinked>());

        // Within the day in which Stripe would answer the old key with the old customer.
        var session = Assert.IsType<CheckoutOutcome.Opened>(
            await Stage.Cluster.Billing().Subscribe(new SubscriptionOrder("tiny", 1, BillingStage.ReturnUrl, Key: null)));
        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(session.SessionId));
        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task An_automatic_purchase_for_a_deleted_customer_fails_and_says_why()
    {
        var team = await Stage.SubscribedAsync();
        await Stage.BuyAsync();
        Stage.Stripe.DeleteCustomer(await CustomerAsync());
        await team.SetAutoTopUp(new AutoTopUpTerms(new Credits(1000), "small", 1));

        Assert.False(await Stage.Cluster.Client.GetGrain<IBillingEvents>("acme").TopUpAutomatically());

        Assert.Equal("The customer was deleted at Stripe.", (await team.GetAutoTopUp())!.LastFailure);
    }

    private static async Task IsTypedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
        }
        catch (StripeAwayException)
        {
            // What it may end in.
        }
    }

    private async Task RingAsync(ITeamGrain team, TimeSpan after = default)
    {
        await Stage.PassAsync(after);
        await team.AsReference<IRemindable>().ReceiveReminder("cycle-end", default);
    }

    private async Task<string> CustomerAsync() =>
        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile()).Customer!;
}
