using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.Billing;

/// <summary>A pack goes back with the money.</summary>
public sealed class RefundTests(LedgerServer server) : BillingTest(server)
{
    [Fact]
    public async Task Two_partial_refunds_and_a_lost_dispute_take_what_is_left_and_write_down_what_is_not()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.BuyAsync();
        await SpendAsync(team, 10 + 60);
        Assert.Equal(40, (await team.GetCredits())!.Extra.Count);

        await Stage.HappensAsync(() => Stage.Stripe.Refund(session, 300));
        await Stage.HappensAsync(() => Stage.Stripe.Refund(session, 300));
        Assert.Equal(0, (await team.GetCredits())!.Extra.Count);
        var dispute = "";
        await Stage.HappensAsync(() => dispute = Stage.Stripe.OpenDispute(session));
        await Stage.HappensAsync(() => Stage.Stripe.LoseDispute(dispute));

        Assert.Equal(0, (await team.GetCredits())!.Extra.Count);
        var claims = await ClaimsAsync();
        Assert.Equal((40, 60), (claims.Sum(claim => claim.Taken.Count), claims.Sum(claim => claim.Shortfall.Count)));
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task A_dispute_that_is_won_gives_back_what_it_took()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.BuyAsync();
        await SpendAsync(team, 10 + 30);
        var dispute = "";
        await Stage.HappensAsync(() => dispute = Stage.Stripe.OpenDispute(session));
        Assert.Equal(0, (await team.GetCredits())!.Extra.Count);

        await Stage.HappensAsync(() => Stage.Stripe.WinDispute(dispute));

        Assert.Equal(70, (await team.GetCredits())!.Extra.Count);
        await Stage.AssertAuditAsync();
    }

    [Theory]
    [InlineData("needs_response", 0)]
    [InlineData("under_review", 0)]
    [InlineData("lost", 0)]
    [InlineData("won", 100)]
    [InlineData("prevented", 100)]
    [InlineData("warning_needs_response", 100)]
    [InlineData("warning_under_review", 100)]
    [InlineData("warning_closed", 100)]
    public async Task A_dispute_takes_the_pack_while_the_bank_has_the_money(string status, int extra)
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.BuyAsync();

        await Stage.HappensAsync(() => Stage.Stripe.OpenDispute(session, status: status));

        Assert.Equal(extra, (await team.GetCredits())!.Extra.Count);
        Assert.Equal(extra == 0 ? 1 : 0, await Stage.CountAsync<TeamEvent.PackClaimed>());
    }

    [Fact]
    public async Task A_refund_that_fails_gives_back_what_it_took()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.BuyAsync();
        var refund = "";
        await Stage.HappensAsync(() => refund = Stage.Stripe.Refund(session, 600));
        Assert.Equal(50, (await team.GetCredits())!.Extra.Count);

        await Stage.HappensAsync(() => Stage.Stripe.FailRefund(refund));

        Assert.Equal(100, (await team.GetCredits())!.Extra.Count);
    }

    [Fact]
    public async Task A_refund_that_is_heard_of_before_its_purchase_still_ends_right()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.OrderAsync();
        var bought = Stage.Record(() => Stage.Stripe.PayCheckout(session));
        var refunded = Stage.Record(() => Stage.Stripe.Refund(session, 600));

        await Stage.DeliverAsync(refunded);
        await Stage.DeliverAsync(bought);

        Assert.Equal(50, (await team.GetCredits())!.Extra.Count);
        await Stage.AssertAuditAsync();
    }

    [Fact]
    public async Task Refunds_and_disputes_that_nobody_ever_told_of_are_taken_over_when_Stripe_is_asked_how_things_stand()
    {
        var team = await Stage.SubscribedAsync();
        Stage.Stripe.Refund(await Stage.BuyAsync(), 300);
        var disputed = await Stage.BuyAsync();
        var dispute = Stage.Stripe.OpenDispute(disputed, 600);
        // Not told of its purchase either.
        var refunded = await Stage.OrderAsync();
        Stage.Stripe.PayCheckout(refunded);
        var refund = Stage.Stripe.Refund(refunded);

        await ReconciledTwiceAsync(team, extra: 75 + 50 + 0);

        Stage.Stripe.WinDispute(dispute);
        Stage.Stripe.FailRefund(refund);
        await ReconciledTwiceAsync(team, extra: 75 + 100 + 100);
    }

    [Fact]
    public async Task A_refund_of_the_plan_that_nobody_told_of_takes_no_pack()
    {
        var team = await Stage.SubscribedAsync();
        await Stage.BuyAsync();
        var customer = Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile()).Customer;
        var plan = (await Stage.Client.V1.Invoices.ListAsync(new() { Customer = customer })).Data.Single();
        Stage.Stripe.Refund(plan.Id);

        await ReconciledTwiceAsync(team, extra: 100);
    }

    [Fact]
    public async Task However_many_parts_a_refund_has_all_of_them_count()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.BuyAsync();
        for (var part = 0; part < 120; part++)
        {
            Stage.Stripe.Refund(session, 10);
        }

        await ReconciledTwiceAsync(team, extra: 0);
    }

    [Fact]
    public async Task The_refund_of_a_pack_is_found_among_more_charges_than_a_page_has()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.BuyAsync();
        var customer = Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile()).Customer!;
        for (var n = 0; n < 110; n++)
        {
            await Stage.Client.V1.PaymentIntents.CreateAsync(new()
            {
                Customer = customer, Amount = 100, Currency = "usd", PaymentMethod = "pm_card_visa", Confirm = true,
            });
        }

        Stage.Stripe.Refund(session);

        await ReconciledTwiceAsync(team, extra: 0);
    }

    [Fact]
    public async Task A_credit_that_comes_back_after_its_pack_was_refunded_goes_with_the_pack()
    {
        var team = await Stage.OpenTrialAsync();
        var session = await Stage.BuyAsync();
        await SpendAsync(team, 10);
        var debit = (await team.Debit("extra")).Debited().Receipt;
        await Stage.HappensAsync(() => Stage.Stripe.Refund(session));
        Assert.Equal(0, (await team.GetCredits())!.Extra.Count);

        var reversed = Assert.IsType<ReversalOutcome.Reversed>(await team.Reverse(debit.EntryId, note: null));

        Assert.Equal((1, 0), (reversed.Receipt.Amount.Count, (int)(await team.GetCredits())!.Extra.Count));
        Assert.Equal((100, 1), ((await ClaimsAsync()).Sum(claim => claim.Taken.Count), (await ClaimsAsync()).Sum(claim => claim.Shortfall.Count)));
        await Stage.AssertAuditAsync();
        await Stage.Cluster.DeactivateAsync();
        await Stage.AssertAuditAsync();
    }

    /// <summary>Asks how things stand; asking again changes nothing.</summary>
    private async Task ReconciledTwiceAsync(ITeamGrain team, int extra)
    {
        Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile());
        var first = (await team.GetCredits())!;
        Assert.Equal(extra, first.Extra.Count);

        var again = Assert.IsType<ReconcileOutcome.Reconciled>(await Stage.Cluster.Billing().Reconcile());
        Assert.Equal(first.Version, again.Credits.Version);
        await Stage.AssertAuditAsync();
    }

    private static async Task SpendAsync(ITeamGrain team, int credits)
    {
        var batch = await team.DebitMany([.. Enumerable.Range(0, credits).Select(n => TeamCalls.Request($"spend-{n}"))]);
        Assert.All(batch.Outcomes, outcome => outcome.Debited());
    }

    private async Task<List<TeamEvent.PackClaimed>> ClaimsAsync()
    {
        List<TeamEvent.PackClaimed> claims = [];
        await foreach (var entry in Stage.Cluster.Reader.ReadAfterAsync(TeamId.Parse("acme"), 0))
        {
            if (entry.Event is TeamEvent.PackClaimed claimed)
            {
                claims.Add(claimed);
            }
        }

        return claims;
    }
}
