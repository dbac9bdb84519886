namespace Purser.Grains.Tests.Teams;

/// <summary>Keys are remembered for ever, not only those that an activation has in mind.</summary>
public sealed class KeysTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() =>
        cluster = await TeamCluster.StartAsync(server, options => options.KeysInMind = 4);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_key_long_out_of_mind_still_gets_its_first_answer()
    {
        var team = await cluster.OpenAsync(seats: 10);
        var first = (await team.Debit("first")).Debited();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(at => team.Debit($"k{at}")));

        var again = (await team.Debit("first")).Debited();

        Assert.Equal((first.Receipt, true), (again.Receipt, again.Replayed));
        Assert.Equal(1, await cluster.CountAsync("idempotency_key = 'first'"));
    }

    [Fact]
    public async Task Those_who_spend_at_the_same_time_do_not_notice_an_old_key()
    {
        var team = await cluster.OpenAsync(seats: 100);
        var firsts = await Task.WhenAll(Enumerable.Range(0, 10).Select(at => team.Debit($"old-{at}")));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(at => team.Debit($"k{at}")));

        var mixed = await Task.WhenAll(Enumerable.Range(0, 300)
            .Select(at => at % 30 == 0 ? team.Debit($"old-{at / 30}") : team.Debit($"new-{at}")));

        Assert.All(mixed, outcome => outcome.Debited());
        Assert.Equal(
            firsts.Select(outcome => outcome.Debited().Receipt),
            mixed.Where((_, at) => at % 30 == 0).Select(outcome => outcome.Debited().Receipt));
        Assert.Equal(10 + 20 + 290, await cluster.CountAsync("amount = -1"));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task An_old_key_within_a_batch_harms_no_other_of_it()
    {
        var team = await cluster.OpenAsync(seats: 10);
        var first = (await team.Debit("old")).Debited();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(at => team.Debit($"k{at}")));

        var batch = await team.DebitMany([TeamCalls.Request("a"), TeamCalls.Request("old"), TeamCalls.Request("b")]);

        Assert.Equal([false, true, false], batch.Outcomes.Select(outcome => outcome.Debited().Replayed));
        Assert.Equal(first.Receipt, batch.Outcomes[1].Debited().Receipt);
    }

    [Fact]
    public async Task An_old_key_of_another_request_is_told_so_also_when_the_credits_are_gone()
    {
        var team = await cluster.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(at => team.Debit($"k{at}")));

        var other = await team.Debit(TeamCalls.Request("k0", action: AiAction.Answer));
        var exhausted = await team.Debit("new");

        Assert.Equal((RefusalReason.IdempotencyKeyReused, RefusalReason.CreditsExhausted), (other.Reason(), exhausted.Reason()));
    }
}
