using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.Billing;

/// <summary>A team that is closed costs nobody anything any more, whatever Stripe says to that.</summary>
public sealed class ClosingTests(LedgerServer server) : BillingTest(server)
{
    [Fact]
    public async Task Its_subscription_is_canceled_and_its_open_pages_expire()
    {
        var team = await Stage.SubscribedAsync();
        var subscription = await SubscriptionAsync();
        var page = await Stage.OrderAsync();

        Assert.NotNull(await team.Close());
        await ToldAsync();

        Assert.Equal("canceled", (await Stage.Client.V1.Subscriptions.GetAsync(subscription, cancellationToken: TestContext.Current.CancellationToken)).Status);
        Assert.Equal("expired", (await Stage.Client.V1.Checkout.Sessions.GetAsync(page, cancellationToken: TestContext.Current.CancellationToken)).Status);
        Assert.Equal(TopUpStatus.Expired, Assert.Single((await Stage.Cluster.Billing().GetTopUps())!).Status);
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task While_Stripe_is_away_it_is_closed_all_the_same_and_told_by_the_reminder()
    {
        var team = await Stage.SubscribedAsync();
        var subscription = await SubscriptionAsync();
        Stage.Stripe.IsAway = true;

        Assert.NotNull(await team.Close());
        Assert.Equal(RefusalReason.SubscriptionCanceled, (await team.Debit("k")).Reason());
        Stage.Stripe.IsAway = false;
        await RingAsync(team);
        await ToldAsync();

        Assert.Equal("canceled", (await Stage.Client.V1.Subscriptions.GetAsync(subscription, cancellationToken: TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_subscription_that_was_over_already_is_no_trouble()
    {
        var team = await Stage.SubscribedAsync();
        var subscription = await SubscriptionAsync();
        Stage.Record(() => Stage.Stripe.CancelSubscription(subscription));

        Assert.NotNull(await team.Close());

        await ToldAsync();
    }

    [Fact]
    public async Task One_that_is_paid_for_afterwards_is_canceled_too()
    {
        var team = await Stage.OpenTrialAsync();
        var customer = await Stage.Client.V1.Customers.CreateAsync(
            new() { Metadata = Named("acme") }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotNull(await team.Close());
        await ToldAsync();

        var late = Stage.Record(() => Stage.Client.V1.Subscriptions.Create(
            new() { Customer = customer.Id, Items = [new() { Price = "price_tiny", Quantity = 1 }], Metadata = Named("acme") }));
        await Stage.DeliverAsync(late);

        var subscription = late.First(happened => happened.Type == "customer.subscription.created").ObjectId!;
        Assert.Equal("canceled", (await Stage.Client.V1.Subscriptions.GetAsync(subscription, cancellationToken: TestContext.Current.CancellationToken)).Status);
        Assert.Equal(TeamStatus.Canceled, (await team.GetCredits())!.Status);
    }

    [Fact]
    public async Task Nothing_is_sold_to_it()
    {
        var team = await Stage.SubscribedAsync();
        await team.Close();

        Assert.IsType<CheckoutOutcome.TeamIsClosed>(await Stage.Cluster.Billing().TopUp(new TopUpOrder("small", BillingStage.ReturnUrl, Key: null)));
        Assert.IsType<CheckoutOutcome.TeamIsClosed>(await Stage.Cluster.Billing().Subscribe(new SubscriptionOrder("tiny", 1, BillingStage.ReturnUrl, Key: null)));
    }

    [Fact]
    public async Task A_subscription_of_another_account_is_not_taken_for_ended()
    {
        var team = await Stage.OpenTrialAsync();
        var customer = (await Stage.Client.V1.Customers.CreateAsync(
            new() { Metadata = Named("acme") }, cancellationToken: TestContext.Current.CancellationToken)).Id;
        await Stage.Cluster.ForgeAsync(new TeamEvent.StripeLinked(new StripeLink(customer, "sub_of_another_account")));
        await Stage.Cluster.DeactivateAsync();

        Assert.NotNull(await team.Close());
        var refusal = await Stage.Cluster.Client.GetGrain<IBillingEvents>("acme").EndAll();

        Assert.Contains("Is Stripe:ApiKey of the account", refusal, StringComparison.Ordinal);
        Assert.Equal(0, await Stage.CountAsync<TeamEvent.StripeTold>());
    }

    private static Task RingAsync(ITeamGrain team) => team.AsReference<IRemindable>().ReceiveReminder("cycle-end", default);

    private async Task ToldAsync()
    {
        for (var since = TimeProvider.System.GetTimestamp(); await Stage.CountAsync<TeamEvent.StripeTold>() == 0;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "Stripe was not told.");
        }
    }
}
