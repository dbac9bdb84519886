using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

public sealed class DirectDebitsTests(LedgerServer server)
{
    [Fact]
    public async Task A_plain_debit_of_an_active_team_is_decided_beside_its_grain_and_is_as_durable()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await cluster.OpenAsync();

        var receipt = (await DirectAsync(cluster, "k1"))!.Debited().Receipt;

        var (entry, _) = await cluster.Reader.FindAsync(TeamId.Parse("acme"), receipt.EntryId);
        Assert.Equal(("k1", receipt.At, receipt.Balance), (entry!.Key, entry.At, entry.Balance));
        Assert.Equal(9, (await team.GetCredits())!.Remaining.Count);
        var again = (await team.Debit("k1")).Debited();
        Assert.Equal((receipt, true), (again.Receipt, again.Replayed));
    }

    [Fact]
    public async Task A_team_that_is_not_active_here_is_its_grains()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        await cluster.OpenAsync();
        await cluster.DeactivateAsync();

        Assert.Null(await DirectAsync(cluster, "k1"));
        Assert.Null(await DirectAsync(cluster, "k1", team: "nobody"));
        Assert.Equal(0, await cluster.CountAsync("idempotency_key IS NOT NULL"));
    }

    [Fact]
    public async Task What_is_not_plain_is_its_grains_and_leaves_nothing_behind()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await cluster.OpenAsync();
        await team.Debit("k1");
        var before = await cluster.CountAsync("true");

        Assert.Null(await DirectAsync(cluster, "k1"));
        Assert.Null(await cluster.Service<DirectDebits>().TryDebitAsync(TeamId.Parse("acme"), TeamCalls.Request("held") with { HoldSeconds = 60 }));
        Assert.Null(await DirectAsync(cluster, "k2", member: "stranger"));
        cluster.Clock.Advance(TimeSpan.FromDays(32));
        Assert.Null(await DirectAsync(cluster, "k3"));

        Assert.Equal(before, await cluster.CountAsync("true"));
        (await team.Debit("k3")).Debited();
        Assert.Equal(9, (await team.GetCredits())!.Remaining.Count);
    }

    [Fact]
    public async Task The_last_credit_is_spent_once_whoever_of_the_two_decides()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await cluster.OpenAsync(seats: 20);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(async n =>
        {
            await Task.Yield();
            return (n % 2 == 0 ? await DirectAsync(cluster, $"k{n}") : null) ?? await team.Debit($"k{n}");
        }));

        Assert.Equal(200, outcomes.Count(outcome => outcome is DebitOutcome.Debited { Replayed: false }));
        Assert.All(outcomes.Where(outcome => outcome is not DebitOutcome.Debited), refused => Assert.Equal(RefusalReason.CreditsExhausted, refused.Reason()));
        Assert.Equal(200, await cluster.CountAsync("idempotency_key IS NOT NULL"));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task One_key_on_both_ways_at_once_is_one_debit()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await cluster.OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async n =>
        {
            await Task.Yield();
            return (n % 2 == 0 ? await DirectAsync(cluster, "k1") : null) ?? await team.Debit("k1");
        }));

        Assert.Single(outcomes.Select(outcome => outcome.Debited().Receipt).Distinct());
        Assert.Equal(1, await cluster.CountAsync("idempotency_key = 'k1'"));
    }

    [Fact]
    public async Task A_key_that_was_forgotten_is_not_spent_again()
    {
        await using var cluster = await TeamCluster.StartAsync(server, options => options.KeysInMind = 0);
        var team = await cluster.OpenAsync();
        var first = (await team.Debit("old")).Debited();
        await team.Debit("newer");

        Assert.Null(await DirectAsync(cluster, "old"));

        var again = (await team.Debit("old")).Debited();
        Assert.Equal((first.Receipt, true), (again.Receipt, again.Replayed));
        Assert.Equal(1, await cluster.CountAsync("idempotency_key = 'old'"));
    }

    [Fact]
    public async Task A_snapshot_that_is_due_is_made_by_the_grain()
    {
        await using var cluster = await TeamCluster.StartAsync(server, options => options.EntriesPerSnapshot = 4);
        var team = await cluster.OpenAsync();
        var direct = 0;
        for (var n = 0; n < 10; n++)
        {
            if (await DirectAsync(cluster, $"k{n}") is null)
            {
                (await team.Debit($"k{n}")).Debited();
            }
            else
            {
                direct++;
            }
        }

        Assert.InRange(direct, 5, 9);
        Assert.Equal(0, (await team.GetCredits())!.Remaining.Count);
    }

    [Fact]
    public async Task A_team_that_is_only_debited_beside_its_grain_gets_a_turn_before_it_is_let_go_of()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await cluster.OpenAsync();
        (await DirectAsync(cluster, "k1"))!.Debited();

        cluster.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Null(await DirectAsync(cluster, "k2"));
        (await team.Debit("k2")).Debited();
        (await DirectAsync(cluster, "k3"))!.Debited();
    }

    [Fact]
    public async Task Who_does_not_hold_the_gate_sees_nothing_of_the_account()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        await cluster.OpenAsync();
        var replay = await cluster.Service<TeamJournals>().BeginAsync(TeamId.Parse("acme"), snapshot: null);
        while (await replay.ReadOnAsync())
        {
            // Page by page.
        }

        var journal = replay.Journal;

        Assert.Throws<InvalidOperationException>(() => journal.Account);
        Assert.Throws<InvalidOperationException>(() => journal.PassTime());
        Assert.Equal(TeamId.Parse("acme"), journal.Look(account => account.TeamId));
    }

    private static async Task<DebitOutcome?> DirectAsync(TeamCluster cluster, string key, string member = "olga", string team = "acme") =>
        await cluster.Service<DirectDebits>().TryDebitAsync(TeamId.Parse(team), TeamCalls.Request(key, member));
}
