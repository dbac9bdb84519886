using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.StripeStandIn;
using Purser.Teams;

namespace Purser.Grains.Tests.Billing;

/// <summary>Packs that are bought because credits run low.</summary>
public sealed class AutoTopUpTests(LedgerServer server) : BillingTest(server)
{
    [Fact]
    public async Task When_credits_fall_below_the_threshold_a_pack_is_bought_with_the_saved_card()
    {
        var team = await ReadyAsync(threshold: 105);
        await SpendAsync(team, 5);
        Assert.Equal(1, await Stage.CountAsync<TeamEvent.PackBought>());

        await SpendAsync(team, 1, from: 5);
        await UntilBoughtAsync(2);

        Assert.Equal(204, Left(await team.GetCredits()));
        var bought = (await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic);
        Assert.Equal((TopUpStatus.Paid, "small"), (bought.Status, bought.Pack));
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_pack_with_a_price_at_Stripe_costs_that_price_and_not_what_the_catalog_says()
    {
        var team = await ReadyAsync(threshold: 105, most: 1, pack: "priced");

        await SpendAsync(team, 6);
        await UntilBoughtAsync(2);

        var bought = (await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic);
        Assert.Equal(("priced", 999, "usd"), (bought.Pack, bought.Amount, bought.Currency));
        Assert.Equal(999, (await Stage.Client.V1.PaymentIntents.GetAsync(bought.Id)).AmountReceived);
    }

    [Fact]
    public async Task However_many_debits_see_it_at_once_one_is_bought_and_a_cycle_sees_no_more_than_it_may()
    {
        var team = await ReadyAsync(threshold: 100_000, most: 2);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => team.Debit($"many-{n}")));
        await UntilBoughtAsync(3);
        await Task.WhenAll(Enumerable.Range(50, 20).Select(n => team.Debit($"many-{n}")));

        var standing = (await team.GetAutoTopUp())!;
        Assert.Equal((2, null), (standing.AttemptsThisCycle, standing.InFlight));
        Assert.Equal(3, await Stage.CountAsync<TeamEvent.PackBought>());
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_declined_card_ends_the_attempt_says_why_and_credits_nothing()
    {
        var team = await ReadyAsync(threshold: 105, most: 1);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Fails);

        await SpendAsync(team, 6);
        await UntilAsync(async () => (await team.GetAutoTopUp())!.LastFailure is not null);

        var standing = (await team.GetAutoTopUp())!;
        Assert.Equal((1, null), (standing.AttemptsThisCycle, standing.InFlight));
        Assert.Contains("declined", standing.LastFailure, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await Stage.CountAsync<TeamEvent.PackBought>());
    }

    [Fact]
    public async Task Money_on_its_way_holds_the_next_attempt_and_is_credited_when_the_webhook_says_that_it_came()
    {
        var team = await ReadyAsync(threshold: 105, most: 5);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Async);
        await SpendAsync(team, 6);
        await UntilAsync(async () => (await Stage.Cluster.Billing().GetTopUps())!.Any(topUp => topUp.Status == TopUpStatus.Pending));
        await SpendAsync(team, 5, from: 6);
        Assert.Equal(1, (await team.GetAutoTopUp())!.AttemptsThisCycle);
        var payment = (await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic).Id;

        await Stage.HappensAsync(() => Stage.Stripe.SettlePayment(payment));

        Assert.Equal(199, Left(await team.GetCredits()));
        Assert.Null((await team.GetAutoTopUp())!.InFlight);
    }

    [Fact]
    public async Task A_payment_that_Stripe_took_and_we_never_heard_of_is_found_also_when_its_key_is_forgotten()
    {
        var team = await ReadyAsync(threshold: 105, most: 1);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Async);
        await SpendAsync(team, 6);
        await UntilAsync(async () => (await Stage.Cluster.Billing().GetTopUps())!.Any(topUp => topUp.Status == TopUpStatus.Pending));
        Stage.Stripe.SettlePayment((await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic).Id);
        await Stage.PassAsync(TimeSpan.FromDays(2));

        await Stage.Cluster.Billing().Reconcile();

        Assert.Equal(2, await Stage.CountAsync<TeamEvent.PackBought>());
        Assert.Single((await Stage.Client.V1.PaymentIntents.ListAsync(new() { Customer = await CustomerAsync() })).Data,
            payment => payment.Metadata.ContainsKey(StripeNames.Attempt));
        Assert.Null((await team.GetAutoTopUp())!.InFlight);
    }

    [Fact]
    public async Task A_declined_card_is_not_tried_again_at_once()
    {
        var team = await ReadyAsync(threshold: 105, most: 3);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Fails);

        await SpendAsync(team, 6);
        await UntilAsync(async () => (await team.GetAutoTopUp())!.LastFailure is not null);

        Assert.Equal(1, (await team.GetAutoTopUp())!.AttemptsThisCycle);
    }

    [Fact]
    public async Task A_bank_debit_that_fails_days_later_is_not_followed_by_another_attempt_a_second_after()
    {
        var team = await ReadyAsync(threshold: 105, most: 5);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Async);
        await SpendAsync(team, 6);
        await UntilAsync(async () => (await Stage.Cluster.Billing().GetTopUps())!.Any(topUp => topUp.Status == TopUpStatus.Pending));
        var payment = (await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic).Id;
        await Stage.PassAsync(TimeSpan.FromDays(3));

        await Stage.HappensAsync(() => Stage.Stripe.FailPayment(payment));
        await Stage.PassAsync(TimeSpan.FromSeconds(1));
        await SpendAsync(team, 2, from: 6);
        Assert.False(await TopUpAsync());

        Assert.Equal((1, null), ((await team.GetAutoTopUp())!.AttemptsThisCycle, (await team.GetAutoTopUp())!.InFlight));
        await Stage.PassAsync(TimeSpan.FromMinutes(5));
        await SpendAsync(team, 1, from: 8);
        await UntilAsync(async () => (await team.GetAutoTopUp())!.AttemptsThisCycle == 2);
    }

    [Fact]
    public async Task A_declined_card_is_not_tried_again_by_an_activation_that_never_saw_it_fail()
    {
        var team = await ReadyAsync(threshold: 105, most: 5);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Fails);
        await SpendAsync(team, 6);
        await UntilAsync(async () => (await team.GetAutoTopUp())!.LastFailure is not null);

        await Stage.Cluster.DeactivateAsync();
        await SpendAsync(team, 1, from: 6);
        Assert.False(await TopUpAsync());

        Assert.Equal(1, (await team.GetAutoTopUp())!.AttemptsThisCycle);
    }

    [Fact]
    public async Task A_payment_that_waits_for_its_payer_is_called_off_before_the_attempt_counts_as_failed()
    {
        var team = await ReadyAsync(threshold: 105, most: 5);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.NeedsPayer);

        await SpendAsync(team, 6);
        await UntilAsync(async () => (await team.GetAutoTopUp())!.LastFailure is not null);

        var payment = (await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic).Id;
        Assert.Equal("canceled", (await Stage.Client.V1.PaymentIntents.GetAsync(payment)).Status);
        Assert.Throws<InvalidOperationException>(() => Stage.Stripe.ApprovePayment(payment));
        Assert.Contains("confirm", (await team.GetAutoTopUp())!.LastFailure, StringComparison.Ordinal);
        Stage.Stripe.SetCard(await CustomerAsync(), CardBehaviour.Succeeds);
        await Stage.PassAsync(TimeSpan.FromMinutes(6));
        await SpendAsync(team, 1, from: 6);
        await UntilBoughtAsync(2);
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task An_attempt_is_found_among_more_payments_than_a_page_has()
    {
        var team = await ReadyAsync(threshold: 105, most: 1);
        var customer = await CustomerAsync();
        Stage.Stripe.SetCard(customer, CardBehaviour.Async);
        await SpendAsync(team, 6);
        await UntilAsync(async () => (await Stage.Cluster.Billing().GetTopUps())!.Any(topUp => topUp.Status == TopUpStatus.Pending));
        Stage.Stripe.SettlePayment((await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic).Id);
        for (var n = 0; n < 120; n++)
        {
            await Stage.Client.V1.PaymentIntents.CreateAsync(new() { Customer = customer, Amount = 100, Currency = "usd" });
        }

        await Stage.PassAsync(TimeSpan.FromDays(2));
        await Stage.Cluster.Billing().Reconcile();

        Assert.Equal(2, await Stage.CountAsync<TeamEvent.PackBought>());
        Assert.Null((await team.GetAutoTopUp())!.LastFailure);
    }

    [Fact]
    public async Task A_refunded_automatic_purchase_switches_them_off_and_nobody_is_charged_again()
    {
        var team = await ReadyAsync(threshold: 105, most: 5);
        await SpendAsync(team, 6);
        await UntilBoughtAsync(2);
        var payment = (await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic).Id;

        await Stage.HappensAsync(() => Stage.Stripe.Refund(payment));
        await SpendAsync(team, 5, from: 6);
        Assert.False(await TopUpAsync());

        var standing = (await team.GetAutoTopUp())!;
        Assert.Equal((null, 1, "An automatic purchase was refunded."), (standing.Terms, standing.AttemptsThisCycle, standing.Stopped));
        Assert.Equal(2, await Stage.CountAsync<TeamEvent.PackBought>());
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_refund_of_an_automatic_pack_takes_its_credits_back()
    {
        var team = await ReadyAsync(threshold: 105, most: 1);
        await SpendAsync(team, 6);
        await UntilBoughtAsync(2);
        var payment = (await Stage.Cluster.Billing().GetTopUps())!.Single(topUp => topUp.IsAutomatic).Id;

        await Stage.HappensAsync(() => Stage.Stripe.Refund(payment));

        Assert.Equal(104, Left(await team.GetCredits()));
    }

    [Fact]
    public async Task Off_by_default_and_switched_off_nothing_is_bought()
    {
        var team = await ReadyAsync(threshold: 105);
        await team.SetAutoTopUp(null);

        await SpendAsync(team, 20);

        Assert.Equal((null, 0), ((await team.GetAutoTopUp())!.Terms, (await team.GetAutoTopUp())!.AttemptsThisCycle));
        Assert.Equal(1, await Stage.CountAsync<TeamEvent.PackBought>());
    }

    /// <summary>A team with ten in the pool, a hundred extra, a saved card, and the wish.</summary>
    private async Task<ITeamGrain> ReadyAsync(long threshold, int most = 3, string pack = "small")
    {
        var team = await Stage.SubscribedAsync();
        await Stage.BuyAsync();
        Assert.NotNull(await team.SetAutoTopUp(new AutoTopUpTerms(new Credits(threshold), pack, most)));
        return team;
    }

    private static async Task SpendAsync(ITeamGrain team, int credits, int from = 0)
    {
        for (var n = from; n < from + credits; n++)
        {
            (await team.Debit($"spend-{n}")).Debited();
        }
    }

    /// <summary>What a debit asks for, and nobody awaits.</summary>
    private Task<bool> TopUpAsync() => Stage.Cluster.Client.GetGrain<IBillingEvents>("acme").TopUpAutomatically();

    private static long Left(TeamCredits? credits) => credits!.Remaining.Count + credits.Extra.Count;

    private async Task<string> CustomerAsync() =>
        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile()).Customer!;

    private Task UntilBoughtAsync(int packs) => UntilAsync(async () => await Stage.CountAsync<TeamEvent.PackBought>() == packs);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !await holds();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "It did not come true.");
        }
    }
}
