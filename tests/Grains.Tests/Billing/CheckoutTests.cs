using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.Billing;

/// <summary>What is offered in Checkout, to whom, and how often it can be paid.</summary>
public sealed class CheckoutTests(LedgerServer server) : BillingTest(server)
{
    [Fact]
    public async Task A_second_order_for_the_same_thing_gets_the_session_that_is_open_until_it_is_paid()
    {
        await Stage.OpenTrialAsync();
        var first = await Stage.OrderAsync();

        Assert.Equal(first, await Stage.OrderAsync());
        Assert.NotEqual(first, await Stage.OrderAsync("medium"));
        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(first));
        Assert.NotEqual(first, await Stage.OrderAsync());
    }

    [Fact]
    public async Task When_a_pack_is_paid_the_other_tabs_pack_can_no_longer_be_and_a_plan_still_can()
    {
        var team = await Stage.OpenTrialAsync();
        var (small, medium) = (await Stage.OrderAsync(), await Stage.OrderAsync("medium"));
        var plan = Assert.IsType<CheckoutOutcome.Opened>(await SubscribeAsync(seats: 1)).SessionId;
        await Stage.PassAsync(TimeSpan.FromMinutes(1));

        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(small));

        Assert.Throws<InvalidOperationException>(() => Stage.Stripe.PayCheckout(medium));
        Assert.Equal("expired", (await Stage.Client.V1.Checkout.Sessions.GetAsync(medium)).Status);
        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(plan));
        Assert.Equal((TeamStatus.Active, 100), ((await team.GetCredits())!.Status, (int)(await team.GetCredits())!.Extra.Count));
    }

    [Fact]
    public async Task When_a_plan_is_paid_the_other_tabs_plan_can_no_longer_be()
    {
        await Stage.OpenTrialAsync();
        var one = Assert.IsType<CheckoutOutcome.Opened>(await SubscribeAsync(seats: 1)).SessionId;
        var two = Assert.IsType<CheckoutOutcome.Opened>(await SubscribeAsync(seats: 2)).SessionId;
        Assert.Equal(one, Assert.IsType<CheckoutOutcome.Opened>(await SubscribeAsync(seats: 1)).SessionId);

        await Stage.HappensAsync(() => Stage.Stripe.PayCheckout(two));

        Assert.Throws<InvalidOperationException>(() => Stage.Stripe.PayCheckout(one));
        Assert.IsType<CheckoutOutcome.SubscribedAlready>(await SubscribeAsync(seats: 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_paid_and_is_told_late_or_again_leaves_a_newer_session_open(bool isToldBefore)
    {
        await Stage.OpenTrialAsync();
        var first = await Stage.OrderAsync();
        var events = Stage.Record(() => Stage.Stripe.PayCheckout(first));
        await Stage.DeliverAsync(isToldBefore ? events : []);
        await Stage.PassAsync(TimeSpan.FromMinutes(1));
        var newer = await Stage.OrderAsync();

        await Stage.DeliverAsync(events);
        await Stage.Cluster.Billing().Settle(first);

        Assert.Equal("open", (await Stage.Client.V1.Checkout.Sessions.GetAsync(newer)).Status);
    }

    [Fact]
    public async Task A_key_of_another_order_is_refused_and_the_same_key_gets_the_same_session()
    {
        await Stage.OpenTrialAsync();
        Task<CheckoutOutcome> OrderAsync(string pack) => Stage.Cluster.Billing().TopUp(new TopUpOrder(pack, BillingStage.ReturnUrl, "k"));
        var first = Assert.IsType<CheckoutOutcome.Opened>(await OrderAsync("small"));

        Assert.Equal(first, await OrderAsync("small"));
        Assert.IsType<CheckoutOutcome.KeyReused>(await OrderAsync("medium"));
    }

    [Fact]
    public async Task Packs_are_not_sold_to_a_team_that_could_not_spend_them()
    {
        await Stage.OpenTrialAsync();
        await Stage.PassAsync(TimeSpan.FromDays(15));
        Assert.Equal(RefusalReason.TrialEnded, (await RefusedAsync()).Reason);

        await Stage.SubscribedAsync("other");
        var subscription = Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing("other").Reconcile()).Subscription!;
        await Stage.HappensAsync(() => Stage.Stripe.CancelSubscription(subscription));
        Assert.Equal(RefusalReason.SubscriptionCanceled, (await RefusedAsync("other")).Reason);
    }

    [Fact]
    public async Task Fewer_seats_than_active_members_are_refused_and_as_many_are_not()
    {
        var team = await Stage.OpenTrialAsync();
        await team.PutMember(new MemberTerms(MemberId.Parse("anna"), "Anna", MemberRole.Member, BudgetRule.FollowsTeam));
        await team.PutMember(new MemberTerms(MemberId.Parse("ben"), "Ben", MemberRole.Member, BudgetRule.FollowsTeam));
        await team.RemoveMember(MemberId.Parse("ben"));

        Assert.Equal(2, Assert.IsType<CheckoutOutcome.SeatsBelowMembers>(await SubscribeAsync(seats: 1)).Members);
        Assert.IsType<CheckoutOutcome.Opened>(await SubscribeAsync(seats: 2));
    }

    private Task<CheckoutOutcome> SubscribeAsync(int seats) =>
        Stage.Cluster.Billing().Subscribe(new SubscriptionOrder("tiny", seats, BillingStage.ReturnUrl, Key: null));

    private async Task<CheckoutOutcome.CannotSpend> RefusedAsync(string team = "acme") => Assert.IsType<CheckoutOutcome.CannotSpend>(
        await Stage.Cluster.Billing(team).TopUp(new TopUpOrder("small", BillingStage.ReturnUrl, Key: null)));
}
