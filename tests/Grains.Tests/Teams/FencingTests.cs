using Purser.Accounts;
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
