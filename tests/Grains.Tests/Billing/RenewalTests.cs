using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.StripeStandIn;
using Purser.Teams;
using Stripe;

namespace Purser.Grains.Tests.Billing;

/// <summary>A period ends and the next begins, whoever tells of it.</summary>
public sealed class RenewalTests(LedgerServer server) : BillingTest(server)
{
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
    public async Task A_paid_invoice_that_is_told_three_days_late_changes_nothing_any_more()
    {
        var team = await Stage.SubscribedAsync();
        var renewal = await Stage.PassAsync(PastRenewal);
        await team.Debit("after");
        await Stage.PassAsync(TimeSpan.FromHours(72));

        await Stage.DeliverAsync(renewal);

        Assert.Equal((9, 1), ((await team.GetCredits())!.Remaining.Count, (await team.GetCredits())!.Used.Count));
    }

    private static List<StandInEvent> RenewalEvents(IEnumerable<StandInEvent> events, string customer) =>
    [
        .. events.Where(happened => happened.Type is "invoice.paid" or "customer.subscription.updated" or "invoice.payment_failed"
            && BillingStage.Notice(happened).Customer == customer),
    ];

    private static Task RingAsync(ITeamGrain team) => team.AsReference<IRemindable>().ReceiveReminder("cycle-end", default);

    private async Task<TimeSpan> RingsInAsync(ITeamGrain team)
    {
        var reminder = await Stage.Cluster.Service<IReminderTable>().ReadRow(team.GetGrainId(), "cycle-end");
        return new DateTimeOffset(DateTime.SpecifyKind(reminder!.StartAt, DateTimeKind.Utc)) - Stage.Cluster.Clock.GetUtcNow();
    }
}
