using Purser.History;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>Held debits across restarts, other activations and callers at the same instant.</summary>
public sealed class HoldsTests(LedgerServer server) : IAsyncLifetime
{
    private const string HoldExpiry = "hold-expiry";

    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server, options => options.HoldsPerTeam = 5);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_held_debit_says_until_when_and_says_so_again()
    {
        var team = await cluster.OpenAsync();

        var first = (await team.Debit(Held("k", 30))).Debited();
        var again = (await team.Debit(Held("k", 30))).Debited();

        Assert.Equal(first.Receipt.At.AddSeconds(30), first.Receipt.HoldExpiresAt);
        Assert.Equal((first.Receipt, true), (again.Receipt, again.Replayed));
        Assert.Equal(1, (await team.GetCredits())!.Held.Count);
        Assert.Equal(RefusalReason.IdempotencyKeyReused, (await team.Debit(Held("k", 31))).Reason());
        Assert.Equal(RefusalReason.IdempotencyKeyReused, (await team.Debit("k")).Reason());
    }

    [Fact]
    public async Task Confirming_makes_it_final_and_twice_is_the_same_answer()
    {
        var team = await cluster.OpenAsync();
        var debit = await HoldAsync(team, "k");

        var confirmed = Assert.IsType<ConfirmOutcome.Confirmed>(await team.Confirm(debit));
        cluster.Clock.Advance(TimeSpan.FromMinutes(2));
        await cluster.DeactivateAsync();

        Assert.Equal(confirmed, await team.Confirm(debit));
        Assert.Equal((9, 0), await RemainingAndHeldAsync(team));
    }

    [Fact]
    public async Task After_the_expiry_it_is_refused_and_the_credit_is_back()
    {
        var team = await cluster.OpenAsync();
        var debit = await HoldAsync(team, "k");
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.IsType<ConfirmOutcome.Expired>(await team.Confirm(debit));
        Assert.IsType<ConfirmOutcome.Expired>(await team.Confirm(debit));
        Assert.Equal((10, 0), await RemainingAndHeldAsync(team));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hold_outlives_the_activation_with_and_without_its_snapshot(bool withSnapshot)
    {
        var team = await cluster.OpenAsync();
        var kept = await HoldAsync(team, "kept");
        await HoldAsync(team, "left");
        await RestartAsync(withSnapshot);
        Assert.Equal((8, 2), await RemainingAndHeldAsync(team));
        Assert.IsType<ConfirmOutcome.Confirmed>(await team.Confirm(kept));
        await RestartAsync(withSnapshot);
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal((9, 0), await RemainingAndHeldAsync(team));
        Assert.Equal(1, await cluster.CountAsync("kind = 22"));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task Only_held_debits_are_confirmed()
    {
        var team = await cluster.OpenAsync();
        var final = (await team.Debit("final")).Debited().Receipt.EntryId;
        var reversed = await HoldAsync(team, "reversed");
        await team.Reverse(reversed, note: null);

        Assert.IsType<ConfirmOutcome.NotHeld>(await team.Confirm(final));
        Assert.IsType<ConfirmOutcome.Reversed>(await team.Confirm(reversed));
        Assert.IsType<ConfirmOutcome.NotADebit>(await team.Confirm(1));
        Assert.IsType<ConfirmOutcome.NoSuchEntry>(await team.Confirm(999));
        Assert.IsType<ConfirmOutcome.NoSuchEntry>(await cluster.Team("nobody").Confirm(1));
    }

    [Fact]
    public async Task A_confirmed_debit_can_be_reversed_once_like_any_other()
    {
        var team = await cluster.OpenAsync();
        var debit = await HoldAsync(team, "k");
        await team.Confirm(debit);

        var first = Assert.IsType<ReversalOutcome.Reversed>(await team.Reverse(debit, "it failed"));
        var second = Assert.IsType<ReversalOutcome.Reversed>(await team.Reverse(debit, "it failed"));

        Assert.Equal((false, true, first.Receipt), (first.Before, second.Before, second.Receipt));
        Assert.False(first.Receipt.HoldExpired);
        Assert.Equal((10, 0), await RemainingAndHeldAsync(team));
        Assert.IsType<ConfirmOutcome.Confirmed>(await team.Confirm(debit));
    }

    [Fact]
    public async Task Reversing_what_has_expired_answers_the_reversal_of_then()
    {
        var team = await cluster.OpenAsync();
        var debit = await HoldAsync(team, "k");
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));

        var reversed = Assert.IsType<ReversalOutcome.Reversed>(await team.Reverse(debit, "too late"));

        Assert.Equal((true, true), (reversed.Before, reversed.Receipt.HoldExpired));
        Assert.Equal((10, 0), await RemainingAndHeldAsync(team));
        Assert.Equal(1, await cluster.CountAsync("reverses IS NOT NULL"));
    }

    [Fact]
    public async Task Whoever_confirms_reverses_or_lets_time_pass_at_the_same_instant_one_of_them_ends_the_hold()
    {
        var team = await cluster.OpenAsync(seats: 10);
        for (var round = 0; round < 10; round++)
        {
            var debit = await HoldAsync(team, $"k{round}");
            var others = Enumerable.Range(0, 5).Select(Task<object> (_) => AskAsync(team.Debit(Held($"other-{Guid.NewGuid()}", 1)))).ToList();
            cluster.Clock.Advance(TimeSpan.FromSeconds(round % 2 == 0 ? 1 : 31));
            var confirming = Enumerable.Range(0, 5).Select(_ => team.Confirm(debit)).ToList();
            var reversing = Enumerable.Range(0, 5).Select(_ => team.Reverse(debit, note: null)).ToList();
            await Task.WhenAll([.. others, team.GetCredits()]);

            var confirmations = await Task.WhenAll(confirming);
            var reversals = await Task.WhenAll(reversing);

            Assert.Single(confirmations.Distinct());
            Assert.Single(reversals.Select(reversal => ((ReversalOutcome.Reversed)reversal).Receipt).Distinct());
            cluster.Clock.Advance(TimeSpan.FromMinutes(1));
            await team.GetCredits();
        }

        Assert.Equal((100, 0), await RemainingAndHeldAsync(team));
        Assert.Equal(await cluster.CountAsync("kind = 3"), await cluster.CountAsync("reverses IS NOT NULL"));
        Assert.True((await cluster.History().Audit())!.Ok);

        static async Task<object> AskAsync(Task<DebitOutcome> debit)
        {
            try
            {
                return await debit;
            }
            catch (TeamBusyException busy)
            {
                return busy;
            }
        }
    }

    [Fact]
    public async Task More_than_may_be_on_hold_is_refused_as_busy_until_some_are_confirmed()
    {
        var team = await cluster.OpenAsync();
        var debits = new List<long>();
        for (var at = 0; at < 5; at++)
        {
            debits.Add(await HoldAsync(team, $"k{at}"));
        }

        await Assert.ThrowsAsync<TeamBusyException>(() => team.Debit(Held("one-more", 30)));
        (await team.Debit("final")).Debited();
        await team.Confirm(debits[0]);

        (await team.Debit(Held("one-more", 30))).Debited();
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));
        (await team.DebitMany([.. Enumerable.Range(0, 5).Select(at => Held($"b{at}", 30))])).Outcomes[4].Debited();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3601)]
    public async Task A_hold_lasts_from_a_second_to_an_hour(int seconds)
    {
        var team = await cluster.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => team.Debit(Held("k", seconds)));
    }

    [Fact]
    public async Task A_team_that_nobody_asks_for_anything_is_woken_to_give_its_holds_back()
    {
        var team = await cluster.OpenAsync();
        await HoldAsync(team, "k");
        var reminder = await WokenAsync(team);
        Assert.Equal(TimeSpan.FromMinutes(2), reminder.Period);
        await cluster.DeactivateAsync();
        cluster.Clock.Advance(TimeSpan.FromMinutes(2));

        await team.AsReference<IRemindable>().ReceiveReminder(HoldExpiry, default);

        Assert.Equal(1, await cluster.CountAsync("kind = 22"));
        Assert.Null(await ReminderAsync(team));
    }

    [Fact]
    public async Task Usage_and_ledger_show_what_has_expired_by_now()
    {
        var team = await cluster.OpenAsync();
        var debit = await HoldAsync(team, "k");
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));

        var usage = (await cluster.History().GetUsage(new UsageQuery()))!.Items;
        Assert.Equal((debit, true, 1), (usage[0].Reverses, usage[0].HoldExpired, usage[0].Amount.Count));

        await HoldAsync(team, "another");
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));
        var ledger = (await cluster.History().GetEntries(new LedgerQuery()))!.Items;
        Assert.Equal(("hold_expired", """{"reason":"hold_expired","note":null}"""), (ledger[0].Kind, ledger[0].Detail));
        Assert.Equal("""{"holdSeconds":30}""", ledger[1].Detail);
    }

    private static DebitRequest Held(string key, int seconds) => new(key, MemberId.Parse("olga"), AiAction.CoverLetter, HoldSeconds: seconds);

    private static async Task<long> HoldAsync(ITeamGrain team, string key) => (await team.Debit(Held(key, 30))).Debited().Receipt.EntryId;

    private static async Task<(long Remaining, long Held)> RemainingAndHeldAsync(ITeamGrain team)
    {
        var credits = (await team.GetCredits())!;
        return (credits.Remaining.Count, credits.Held.Count);
    }

    private async Task RestartAsync(bool withSnapshot)
    {
        await cluster.DeactivateAsync();
        if (!withSnapshot)
        {
            var store = cluster.Service<SnapshotStore>();
            await store.PutAsync(cluster.Team().GetGrainId(), await store.LoadAsync(cluster.Team().GetGrainId()), new SnapshotState());
        }
    }

    private async Task<ReminderEntry> WokenAsync(ITeamGrain team)
    {
        ReminderEntry? reminder = null;
        for (var since = TimeProvider.System.GetTimestamp(); reminder is null; reminder = await ReminderAsync(team))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "No reminder was set.");
        }

        return reminder;
    }

    private Task<ReminderEntry?> ReminderAsync(ITeamGrain team) =>
        cluster.Service<IReminderTable>().ReadRow(team.GetGrainId(), HoldExpiry);
}
