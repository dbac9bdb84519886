using Purser.Accounts;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>Orleans does not promise one activation under failure, so the table does.</summary>
public sealed class FencingTests(LedgerServer server) : IAsyncLifetime
{
    private static readonly TeamEvent.ExtraGranted Gift = new(new Credits(5), "elsewhere");

    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task An_activation_that_was_overtaken_acknowledges_nothing_and_comes_back_with_the_truth()
    {
        var team = await cluster.OpenAsync();
        await team.Debit("k1");
        await cluster.ForgeAsync(Gift);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => team.Debit("k2"));
        Assert.Equal(0, await cluster.CountAsync("idempotency_key = 'k2'"));

        Assert.False((await team.Debit("k2")).Debited().Replayed);
        var credits = await team.GetCredits();
        Assert.Equal((8, 5), (credits!.Remaining.Count, credits.Extra.Count));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task An_activation_that_was_overtaken_does_not_say_no()
    {
        var team = await cluster.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(at => team.Debit($"k{at}")));
        await cluster.ForgeAsync(Gift);
        cluster.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(Bucket.Extra, (await team.Debit("more")).Debited().Receipt.Bucket);
    }

    [Fact]
    public async Task An_activation_that_was_overtaken_does_not_show_old_numbers()
    {
        var team = await cluster.OpenAsync();
        await cluster.ForgeAsync(Gift);
        cluster.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(5, (await team.GetCredits())!.Extra.Count);
    }

    [Fact]
    public async Task A_commit_proves_nothing_about_the_time_that_it_took()
    {
        var team = await cluster.OpenAsync();
        Task<DebitOutcome> slow = null!;
        await cluster.WhileNobodyCommitsAsync(async () =>
        {
            slow = team.Debit("slow");
            await TeamCluster.UntilAsync(() => cluster.Service<LedgerWriter>().RowsInFlight > 0);
            cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        });
        await slow;
        await cluster.ForgeAsync(Gift);

        Assert.Equal(5, (await team.GetCredits())!.Extra.Count);
    }

    [Fact]
    public async Task An_activation_that_was_overtaken_does_not_take_a_change_for_no_change()
    {
        var team = await cluster.OpenAsync();
        await team.SetTeamBudget(new Credits(5));
        await cluster.ForgeAsync(new TeamEvent.TeamBudgetSet(new Credits(10)));
        cluster.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(5, (await team.SetTeamBudget(new Credits(5)))!.Budget!.Value.Count);
        Assert.Equal(3, await cluster.CountAsync($"kind = {(short)EventKind.TeamBudgetSet}"));
    }

    [Fact]
    public async Task An_activation_that_was_overtaken_reverses_what_the_other_one_debited()
    {
        var team = await cluster.OpenAsync();
        await cluster.ForgeAsync(new TeamEvent.MemberPut(new MemberSeat(MemberId.Parse("anna"), MemberRole.Member, BudgetRule.FollowsTeam)));
        await cluster.ForgeAsync(new TeamEvent.Debited(MemberId.Parse("anna"), AiAction.Answer, JobId: null, Regeneration: false, Bucket.Pool));
        var debit = (long)(await cluster.ScalarAsync("SELECT max(seq) FROM purser.ledger"))!;

        var reversed = Assert.IsType<ReversalOutcome.Reversed>(await team.Reverse(debit, note: null));
        Assert.Equal(1, reversed.Receipt.Amount.Count);
    }

    [Fact]
    public async Task A_neighbour_in_the_same_commit_is_not_harmed()
    {
        var teams = await Task.WhenAll(Enumerable.Range(0, 20).Select(at => cluster.OpenAsync($"team-{at}")));
        await cluster.ForgeAsync(Gift, "team-7");
        List<Task<DebitOutcome>> outcomes = [];

        // The first debit holds up its lane; the others then go down in one commit.
        await cluster.WhileNobodyCommitsAsync(() =>
        {
            outcomes.Add(teams[0].Debit("first"));
            outcomes.AddRange(teams.Select(team => team.Debit("k1")));
            return Task.CompletedTask;
        });

        (await outcomes[0]).Debited();
        outcomes.RemoveAt(0);
        for (var at = 0; at < teams.Length; at++)
        {
            if (at == 7)
            {
                await Assert.ThrowsAsync<LedgerUnavailableException>(() => outcomes[7]);
            }
            else
            {
                (await outcomes[at]).Debited();
            }
        }
    }
}
