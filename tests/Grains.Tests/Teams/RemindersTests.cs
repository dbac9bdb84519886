using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>A team that nobody asks for anything is woken at its cycle's end, and that is all the reminder does.</summary>
public sealed class RemindersTests(LedgerServer server) : IAsyncLifetime
{
    private const string CycleEnd = "cycle-end";

    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Opening_a_team_sets_its_reminder_to_the_end_of_the_cycle()
    {
        var team = await cluster.OpenAsync();

        await AssertRingsAtTheEndAsync(team);
    }

    [Fact]
    public async Task A_ring_after_the_end_starts_the_next_cycle_says_why_and_sets_the_next_ring()
    {
        var team = await cluster.OpenAsync();
        await team.Debit("one");
        var end = (await team.GetCredits())!.Cycle.End!.Value;
        await cluster.DeactivateAsync();
        cluster.Clock.Advance(TimeSpan.FromDays(32));

        await RingAsync(team);

        var reset = Assert.IsType<TeamEvent.CycleStarted>((await EntriesAsync(team))[^1].Event);
        Assert.Equal((end, ResetCause.Reminder), (reset.Cycle.Start, reset.Cause));
        await AssertRingsAtTheEndAsync(team);
    }

    [Fact]
    public async Task Rings_that_come_twice_or_after_somebody_asked_change_nothing()
    {
        var team = await cluster.OpenAsync();
        cluster.Clock.Advance(TimeSpan.FromDays(32));
        await team.GetCredits();
        var before = await EntriesAsync(team);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RingAsync(team)));

        Assert.Equal(before.Count, (await EntriesAsync(team)).Count);
        Assert.Equal(ResetCause.Access, ((TeamEvent.CycleStarted)before[^1].Event).Cause);
    }

    [Fact]
    public async Task A_ring_too_early_changes_nothing_and_sets_it_again()
    {
        var team = await cluster.OpenAsync();
        var before = await EntriesAsync(team);
        cluster.Clock.Advance(TimeSpan.FromDays(10));

        await RingAsync(team);

        Assert.Equal(before.Count, (await EntriesAsync(team)).Count);
        await AssertRingsAtTheEndAsync(team);
    }

    [Fact]
    public async Task After_an_outage_of_months_one_ring_lands_in_the_cycle_that_contains_now()
    {
        var team = await cluster.OpenAsync();
        await team.Debit("one");
        await cluster.DeactivateAsync();
        var before = await EntriesAsync(team);
        cluster.Clock.Advance(TimeSpan.FromDays(200));

        await RingAsync(team);

        var credits = (await team.GetCredits())!;
        Assert.Equal(before.Count + 1, (await EntriesAsync(team)).Count);
        Assert.Equal((10, 0), (credits.Remaining.Count, credits.Used.Count));
        Assert.InRange(cluster.Clock.GetUtcNow(), credits.Cycle.Start, credits.Cycle.End!.Value);
    }

    [Fact]
    public async Task A_trial_rings_every_day_and_no_more_once_it_has_ended()
    {
        await cluster.Team("trial").Open(new OpenTeam("Trial", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), Subscription: null));
        var team = cluster.Team("trial");
        for (var day = 1; day <= 14; day++)
        {
            await AssertRingsAtTheEndAsync(team);
            cluster.Clock.Advance(TimeSpan.FromDays(1));
            await RingAsync(team);
        }

        Assert.Equal(TeamStatus.TrialEnded, (await team.GetCredits())!.Status);
        Assert.Null(await ReminderAsync(team));
        Assert.Equal(13, (await EntriesAsync(team)).Count(entry => entry.Event is TeamEvent.CycleStarted { Cause: ResetCause.Reminder }));
    }

    [Fact]
    public async Task A_subscription_that_ends_rings_no_more_and_one_that_starts_anew_rings_again()
    {
        var team = await cluster.OpenAsync();
        Assert.IsType<SubscribeOutcome.Done>(await team.CancelSubscription());
        cluster.Clock.Advance(TimeSpan.FromDays(32));
        await RingAsync(team);
        Assert.Equal(TeamStatus.Canceled, (await team.GetCredits())!.Status);
        Assert.Null(await ReminderAsync(team));

        Assert.IsType<SubscribeOutcome.Done>(await team.SetSubscription(new SubscriptionTerms("tiny", 2, Anchor: null)));

        await AssertRingsAtTheEndAsync(team);
    }

    [Fact]
    public async Task A_ring_for_a_team_that_does_not_exist_is_the_last()
    {
        var team = cluster.Team("nobody");

        await RingAsync(team);

        Assert.Null(await ReminderAsync(team));
        Assert.Empty(await EntriesAsync(team));
    }

    private static Task RingAsync(ITeamGrain team) => team.AsReference<IRemindable>().ReceiveReminder(CycleEnd, default);

    private async Task AssertRingsAtTheEndAsync(ITeamGrain team)
    {
        var reminder = await ReminderAsync(team);
        Assert.NotNull(reminder);
        // A ring whose time passed while the cluster was down comes a period later at most.
        Assert.Equal(TimeSpan.FromMinutes(2), reminder.Period);
        var end = (await team.GetCredits())!.Cycle.End!.Value;
        var rings = new DateTimeOffset(DateTime.SpecifyKind(reminder.StartAt, DateTimeKind.Utc));
        // Spread over three quarters of a minute, and the clock went on while it was set.
        Assert.InRange(rings, end - TimeSpan.FromSeconds(1), end + TimeSpan.FromSeconds(55));
    }

    private Task<ReminderEntry?> ReminderAsync(ITeamGrain team) =>
        cluster.Service<IReminderTable>().ReadRow(team.GetGrainId(), CycleEnd);

    private async Task<List<Entry>> EntriesAsync(ITeamGrain team)
    {
        List<Entry> entries = [];
        await foreach (var entry in cluster.Reader.ReadAfterAsync(TeamId.Parse(team.GetPrimaryKeyString()), 0))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
