using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.StripeStandIn;
using Stripe.Checkout;

namespace Purser.Grains.Tests.Billing;

/// <summary>A pack is credited when it is paid, and once.</summary>
public sealed class PackTests(LedgerServer server) : BillingTest(server)
{
    [Fact]
    public async Task A_pack_is_in_extra_when_it_is_paid_and_not_before()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        Assert.Equal(TopUpStatus.Open, Assert.Single((await Stage.Cluster.Billing().GetTopUps())!).Status);
        Assert.Equal(0, (await team.GetCredits())!.Extra.Count);

        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(session));

        Assert.Equal(100, (await team.GetCredits())!.Extra.Count);
        Assert.Equal(TopUpStatus.Paid, Assert.Single((await Stage.Cluster.Billing().GetTopUps())!).Status);
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task Every_order_of_its_events_each_twice_credits_it_once()
    {
        var run = 0;
        var events = await EventsOfAPackAsync("count");
        foreach (var order in Orders.Of(Enumerable.Range(0, events.Count).ToList()))
        {
            var team = $"team-{run++}";
            var happened = await EventsOfAPackAsync(team);

            await Stage.DeliverAsync(order.Select(at => happened[at]));
            await Stage.DeliverAsync(order.Select(at => happened[at]).Reverse());

            Assert.Equal(100, (await Stage.Cluster.Team(team).GetCredits())!.Extra.Count);
            Assert.Equal(1, await Stage.CountAsync<TeamEvent.PackBought>(team));
        }
    }

    [Fact]
    public async Task The_same_event_ten_times_at_once_and_under_ten_ids_credits_it_once()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        var completed = Stage.Record(() => Stage.Stripe.PayCheckout(session)).First(happened => happened.Type == "checkout.session.completed");
        var notices = Enumerable.Range(0, 10).SelectMany(n => new[] { BillingStage.Notice(completed), BillingStage.Notice(completed, $"evt_other_{n}") });

        await Task.WhenAll(notices.Select(notice => Stage.Cluster.Inbox.Receive(notice)));

        Assert.Equal(100, (await team.GetCredits())!.Extra.Count);
        Assert.Equal(1, await Stage.CountAsync<TeamEvent.PackBought>());
    }

    [Fact]
    public async Task The_payer_who_is_back_before_any_webhook_has_the_credits()
    {
        await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        var events = Stage.Record(() => Stage.Stripe.PayCheckout(session));

        var standing = await Stage.Cluster.Billing().Settle(session);

        Assert.Equal((TopUpStatus.Paid, "small", 100), (standing!.Status, standing.Pack, standing.Credits.Extra.Count));
        await Stage.DeliverAsync(events);
        Assert.Equal(1, await Stage.CountAsync<TeamEvent.PackBought>());
    }

    [Fact]
    public async Task A_session_of_another_team_is_not_settled_here()
    {
        await Stage.OpenTrialAsync();
        await Stage.OpenTrialAsync("rival");
        var session = await Stage.OrderAsync();
        Stage.Stripe.PayCheckout(session);

        Assert.Null(await Stage.Cluster.Billing("rival").Settle(session));
        Assert.Null(await Stage.Cluster.Billing("rival").Settle("cs_nonsense"));
        Assert.Equal(0, await Stage.CountAsync<TeamEvent.PackBought>("rival"));
    }

    [Fact]
    public async Task A_session_that_we_never_wrote_down_is_credited_by_what_it_says_of_itself()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.Client.V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "payment",
            LineItems = [new() { Quantity = 1, PriceData = new() { Currency = "usd", UnitAmount = 4900, ProductData = new() { Name = "Credits" } } }],
            Metadata = new(StringComparer.Ordinal) { [StripeNames.Team] = "acme", [StripeNames.Pack] = "medium", [StripeNames.Credits] = "500" },
            SuccessUrl = "http://127.0.0.1/back",
        });

        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(session.Id));

        Assert.Equal(500, (await team.GetCredits())!.Extra.Count);
    }

    [Theory]
    [InlineData(true, 100, TopUpStatus.Paid)]
    [InlineData(false, 0, TopUpStatus.Failed)]
    public async Task Money_that_is_on_its_way_credits_nothing_until_it_has_arrived(bool arrives, int extra, TopUpStatus status)
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(session, CardBehaviour.Async));
        Assert.Equal(0, (await team.GetCredits())!.Extra.Count);
        Assert.Equal(TopUpStatus.Pending, Assert.Single((await Stage.Cluster.Billing().GetTopUps())!).Status);

        await Stage.HappensAsync(() =>
        {
            if (arrives)
            {
                Stage.Stripe.SettlePayment(session);
            }
            else
            {
                Stage.Stripe.FailPayment(session);
            }
        });

        Assert.Equal(extra, (await team.GetCredits())!.Extra.Count);
        Assert.Equal(status, Assert.Single((await Stage.Cluster.Billing().GetTopUps())!).Status);
    }

    [Fact]
    public async Task A_session_that_nobody_completes_expires_and_credits_nothing()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();

        await Stage.HappensAsync(() => Stage.Stripe.ExpireCheckout(session));

        Assert.Equal(0, (await team.GetCredits())!.Extra.Count);
        Assert.Equal(TopUpStatus.Expired, Assert.Single((await Stage.Cluster.Billing().GetTopUps())!).Status);
    }

    [Fact]
    public async Task A_paid_pack_that_nobody_ever_told_of_is_credited_when_Stripe_is_asked_how_things_stand()
    {
        var team = await Stage.OpenTrialAsync();
        Stage.Stripe.PayCheckout(await Stage.OrderAsync());

        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile());

        Assert.Equal(100, (await team.GetCredits())!.Extra.Count);
    }

    [Fact]
    public async Task An_event_about_something_that_Stripe_does_not_have_is_not_taken_for_dealt_with()
    {
        await Stage.OpenTrialAsync();
        foreach (var type in new[] { "checkout.session.completed", "payment_intent.succeeded", "charge.refunded" })
        {
            await Assert.ThrowsAsync<StripeAwayException>(() => Stage.Cluster.Inbox.Receive(new StripeNotice(
                $"evt_{type}", type, "xx_missing", TeamId.Parse("acme"), Customer: null, Charge: "ch_missing", Stage.Cluster.Clock.GetUtcNow(), Attempt: "acme-1")));
        }
    }

    [Fact]
    public async Task What_failed_stays_failed_when_its_first_event_comes_again()
    {
        await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        var completed = Stage.Record(() => Stage.Stripe.PayCheckout(session, CardBehaviour.Async));
        await Stage.DeliverAsync(completed);
        await Stage.HappensAsync(() => Stage.Stripe.FailPayment(session));

        await Stage.Cluster.Billing().Settle(session);

        Assert.Equal(TopUpStatus.Failed, Assert.Single((await Stage.Cluster.Billing().GetTopUps())!).Status);
    }

    [Fact]
    public async Task While_Stripe_is_away_an_event_stays_unsettled_and_its_next_delivery_settles_it()
    {
        await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        var completed = Stage.Record(() => Stage.Stripe.PayCheckout(session)).First(happened => happened.Type == "checkout.session.completed");
        await Stage.Stripe.DisposeAsync();

        await Assert.ThrowsAsync<StripeAwayException>(() => Stage.Cluster.Inbox.Receive(BillingStage.Notice(completed)));

        Assert.Equal(1L, await Stage.Cluster.ScalarAsync(
            $"SELECT count(*) FROM purser.stripe_event WHERE event_id = '{completed.Id}' AND settled_at IS NULL"));
        Assert.Equal(0, await Stage.CountAsync<TeamEvent.PackBought>());
    }

    [Fact]
    public async Task A_payment_that_names_no_automatic_purchase_costs_no_request()
    {
        await Stage.SubscribedAsync();
        await Stage.Stripe.DisposeAsync();

        foreach (var type in new[] { "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled" })
        {
            Assert.Equal(InboxOutcome.WithoutEffect, await Stage.Cluster.Inbox.Receive(new StripeNotice(
                $"evt_{type}", type, "pi_1", Team: null, Customer: "cus_1", Charge: null, Stage.Cluster.Clock.GetUtcNow())));
        }
    }

    [Fact]
    public async Task Events_that_were_dealt_with_90_days_ago_are_let_go_and_those_that_wait_are_kept()
    {
        await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        var events = Stage.Record(() => Stage.Stripe.PayCheckout(session));
        await Stage.DeliverAsync(events);
        await Stage.Cluster.ScalarAsync(
            "INSERT INTO purser.stripe_event (event_id, type, object_id, created_at, received_at, settled_at) "
            + "SELECT 'evt_old_' || n, 'invoice.paid', 'in_1', now(), now(), now() FROM generate_series(1, 2500) n");
        await Stage.Cluster.ScalarAsync("UPDATE purser.stripe_event SET settled_at = NULL WHERE event_id = 'evt_old_1'");
        var pruner = Stage.Cluster.Service<StripeEventPruner>();
        await Stage.PassAsync(TimeSpan.FromDays(89));
        Assert.Equal(0, await pruner.PruneAsync());

        await Stage.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal(2_499 + events.Count, await pruner.PruneAsync());

        Assert.Equal(1L, await Stage.Cluster.ScalarAsync("SELECT count(*) FROM purser.stripe_event"));
        await Stage.DeliverAsync(events);
        Assert.Equal(1, await Stage.CountAsync<TeamEvent.PackBought>());
    }

    private async Task<IReadOnlyList<StandInEvent>> EventsOfAPackAsync(string team)
    {
        await Stage.OpenTrialAsync(team);
        var session = await Stage.OrderAsync(teamId: team);
        return Stage.Record(() => Stage.Stripe.PayCheckout(session));
    }
}
