using Purser.Accounts;
using Purser.Grains.Tests.Teams;
using Stripe;

namespace Purser.Grains.Tests.Billing;

public sealed class YearlyPricesTests(LedgerServer server) : BillingTest(server)
{
    [Fact]
    public async Task A_team_that_pays_by_the_year_gets_its_allowance_by_the_month_and_the_next_year_when_it_is_paid()
    {
        var team = await Stage.SubscribedAsync();
        await Stage.PassAsync(TimeSpan.FromDays(3));
        var told = Stage.Stripe.Events.Count;
        await UpdateAsync(new SubscriptionItemOptions { Price = "price_tiny_year" });
        await Stage.DeliverAsync(Stage.Stripe.Events.Skip(told));
        var began = (await team.GetCredits())!.Cycle.Start;

        for (var month = 0; month < 14; month++)
        {
            var credits = (await team.GetCredits())!;
            Assert.Equal((TeamStatus.Active, began.AddMonths(month), began.AddMonths(month + 1)), (credits.Status, credits.Cycle.Start, credits.Cycle.End));
            Assert.Equal((10, 0), (credits.Remaining.Count, credits.Used.Count));
            await team.Debit($"month-{month}");
            await Stage.DeliverAsync(await Stage.PassAsync(began.AddMonths(month + 1).AddHours(2) - Stage.Cluster.Clock.GetUtcNow()));
        }

        // The month it began with, the first year, the second.
        Assert.Equal(3, await Stage.CountAsync<TeamEvent.PeriodConfirmed>());
        await Stage.AssertAuditAsync();
    }
}
