using Purser.Accounts;
using Purser.Grains.Tests.Teams;
using Purser.Teams;

namespace Purser.Grains.Tests.Billing;

/// <summary>Confirmations after a renewal are spread over hours; the reset itself waits for nobody.</summary>
public sealed class ConfirmationTests(LedgerServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Spread = TimeSpan.FromHours(12);

    private BillingStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BillingStage.SetAsync(server, Spread);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task At_the_boundary_the_pool_is_reset_without_Stripe_and_Stripe_is_asked_at_the_teams_own_place_in_the_hours_after()
    {
        var team = await stage.SubscribedAsync();
        var end = (await team.GetCredits())!.Cycle.End!.Value;
        await team.Debit("one");
        stage.Stripe.IsAway = true;
        await stage.PassAsync(end - stage.Cluster.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));

        await RingAsync(team);

        Assert.Equal(10, (await team.GetCredits())!.Remaining.Count);
        var place = end + TeamGrain.PlaceIn(Spread, TeamId.Parse("acme"));
        Assert.InRange(await RingsAtAsync(team) - place, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));

        // Nothing confirmed it: at its place it asks, and then knows until the next boundary.
        stage.Stripe.IsAway = false;
        await stage.PassAsync(place - stage.Cluster.Clock.GetUtcNow() + TimeSpan.FromHours(2));
        await RingAsync(team);
        Assert.Equal(2, await stage.CountAsync<TeamEvent.PeriodConfirmed>());
        Assert.True(await RingsAtAsync(team) > end.AddDays(20));
    }

    [Fact]
    public async Task A_webhook_before_the_teams_place_leaves_it_there_and_one_after_it_asks_for_nothing_more()
    {
        var id = Enumerable.Range(0, 100).Select(n => $"team-{n}").First(id => TeamGrain.PlaceIn(Spread, TeamId.Parse(id)) > TimeSpan.FromHours(6));
        var team = await stage.SubscribedAsync(id);
        var end = (await team.GetCredits())!.Cycle.End!.Value;
        var place = end + TeamGrain.PlaceIn(Spread, TeamId.Parse(id));
        var renewal = await stage.PassAsync(end - stage.Cluster.Clock.GetUtcNow() + TimeSpan.FromHours(2));

        await stage.DeliverAsync(renewal);
        Assert.InRange(await RingsAtAsync(team) - place, TimeSpan.FromMinutes(-1), TimeSpan.FromHours(1));

        await stage.Cluster.DeactivateAsync();
        await stage.PassAsync(TimeSpan.FromDays(3));
        await stage.DeliverAsync([renewal.Last(happened => happened.Type == "customer.subscription.updated") with { Id = "evt_again" }]);
        Assert.True(await RingsAtAsync(team) > end.AddDays(20));
    }

    [Fact]
    public void A_million_teams_of_one_instant_are_asked_after_evenly_over_the_hours()
    {
        var perMinute = new int[(int)Spread.TotalMinutes];
        for (var n = 0; n < 1_000_000; n++)
        {
            perMinute[(int)TeamGrain.PlaceIn(Spread, TeamId.Parse($"team-{n}")).TotalMinutes]++;
        }

        // A million in twelve hours are 23 a second.
        Assert.InRange(perMinute.Max() / 60.0, 23, 26);
    }

    private static Task RingAsync(ITeamGrain team) => team.AsReference<IRemindable>().ReceiveReminder("cycle-end", default);

    private async Task<DateTimeOffset> RingsAtAsync(ITeamGrain team)
    {
        var reminder = await stage.Cluster.Service<IReminderTable>().ReadRow(team.GetGrainId(), "cycle-end");
        return new DateTimeOffset(DateTime.SpecifyKind(reminder!.StartAt, DateTimeKind.Utc));
    }
}
