using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

public sealed class DebitsTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task An_acknowledged_debit_is_in_the_table_as_it_was_answered()
    {
        var team = await cluster.OpenAsync();

        var receipt = (await team.Debit(new DebitRequest("k1", MemberId.Parse("olga"), AiAction.AutoBid, JobId.Parse("job-7"), Regeneration: true))).Debited().Receipt;

        var (entry, _) = await cluster.Reader.FindAsync(TeamId.Parse("acme"), receipt.EntryId);
        Assert.Equal(new TeamEvent.Debited(MemberId.Parse("olga"), AiAction.AutoBid, JobId.Parse("job-7"), Regeneration: true, Bucket.Pool), entry!.Event);
        Assert.Equal((receipt.At, receipt.CycleStart, receipt.Balance), (entry.At, entry.CycleStart, entry.Balance));
        Assert.Equal(9, receipt.Balance.Remaining.Count);
    }

    [Fact]
    public async Task The_same_request_again_gets_the_same_answer_and_costs_nothing()
    {
        var team = await cluster.OpenAsync();
        var first = (await team.Debit("k1")).Debited();
        await team.Debit("k2");

        var again = (await team.Debit("k1")).Debited();

        Assert.Equal((first.Receipt, true), (again.Receipt, again.Replayed));
        Assert.Equal(8, (await team.GetCredits())!.Remaining.Count);
    }

    [Fact]
    public async Task A_key_used_for_another_request_is_refused()
    {
        var team = await cluster.OpenAsync();
        await team.Debit("k1");

        Assert.Equal(RefusalReason.IdempotencyKeyReused, (await team.Debit(TeamCalls.Request("k1", action: AiAction.Answer))).Reason());
        Assert.IsType<GrantOutcome.KeyReused>(await team.GrantExtra(new ExtraGrant("k1", Credits.One, "goodwill")));
        Assert.Equal(RefusalReason.IdempotencyKeyReused, (await team.Debit("k1", "somebody-else")).Reason());
    }

    [Fact]
    public async Task The_same_key_at_the_same_instant_is_one_debit_and_everyone_gets_its_outcome()
    {
        var team = await cluster.OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => team.Debit("k1")));

        Assert.Single(outcomes, outcome => !outcome.Debited().Replayed);
        Assert.Single(outcomes.Select(outcome => outcome.Debited().Receipt).Distinct());
        Assert.Equal(1, await cluster.CountAsync("idempotency_key = 'k1'"));
    }

    [Fact]
    public async Task As_many_debits_succeed_as_there_are_credits_and_not_one_more()
    {
        var team = await cluster.OpenAsync(seats: 10);
        await team.GrantAsync(50);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 500).Select(at => team.Debit($"k{at}")));

        Assert.Equal(100, outcomes.OfType<DebitOutcome.Debited>().Count(debited => debited.Receipt.Bucket == Bucket.Pool));
        Assert.Equal(50, outcomes.OfType<DebitOutcome.Debited>().Count(debited => debited.Receipt.Bucket == Bucket.Extra));
        Assert.All(
            outcomes.OfType<DebitOutcome.Refused>(),
            refused => Assert.Equal(RefusalReason.CreditsExhausted, refused.Refusal.Reason));
        Assert.Equal(150, await cluster.CountAsync("amount = -1"));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task A_repeated_request_gets_its_first_answer_even_when_the_credits_are_gone()
    {
        var team = await cluster.OpenAsync();
        var first = (await team.Debit("first")).Debited();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(at => team.Debit($"k{at}")));
        await cluster.DeactivateAsync();

        Assert.Equal(RefusalReason.CreditsExhausted, (await team.Debit("new")).Reason());
        Assert.Equal(first.Receipt, (await team.Debit("first")).Debited().Receipt);
    }

    [Fact]
    public async Task A_refusal_leaves_no_trace_and_its_key_may_be_used_later()
    {
        var team = await cluster.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(at => team.Debit($"k{at}")));
        var rows = await cluster.CountAsync("true");

        Assert.Equal(RefusalReason.CreditsExhausted, (await team.Debit("later")).Reason());
        Assert.Equal(RefusalReason.MemberNotActive, (await team.Debit("later", "nobody")).Reason());
        Assert.Equal(rows, await cluster.CountAsync("true"));

        await team.GrantAsync(1);
        Assert.False((await team.Debit("later")).Debited().Replayed);
    }

    [Fact]
    public async Task A_batch_is_decided_in_its_order_and_knows_its_own_repetitions()
    {
        var team = await cluster.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(at => team.Debit($"k{at}")));

        var batch = await team.DebitMany(
        [
            TeamCalls.Request("a"), TeamCalls.Request("k3"), TeamCalls.Request("a"), TeamCalls.Request("b", "nobody"),
            TeamCalls.Request("a", action: AiAction.Answer), TeamCalls.Request("b"), TeamCalls.Request("c"),
        ]);

        Assert.Equal(
            "debited replayed replayed MemberNotActive IdempotencyKeyReused debited CreditsExhausted",
            string.Join(' ', batch.Outcomes.Select(outcome => outcome switch
            {
                DebitOutcome.Debited debited => debited.Replayed ? "replayed" : "debited",
                _ => outcome.Reason().ToString(),
            })));
        Assert.Equal(0, batch.Balance!.Value.Remaining.Count);
    }

    [Fact]
    public async Task A_team_that_does_not_exist_has_no_credits()
    {
        Assert.IsType<DebitOutcome.NoSuchTeam>(await cluster.Team("ghost").Debit("k"));
        Assert.Null(await cluster.Team("ghost").GetCredits());
        Assert.Null(await cluster.History("ghost").GetUsage(new()));
        Assert.Null(await cluster.History("ghost").Audit());
        Assert.IsType<ReversalOutcome.NoSuchEntry>(await cluster.Team("ghost").Reverse(1, note: null));
        Assert.IsType<GrantOutcome.NoSuchTeam>(await cluster.Team("ghost").GrantExtra(new("k", Credits.One, "goodwill")));
    }

    [Theory]
    [InlineData("", AiAction.Answer)]
    [InlineData("bell\a", AiAction.Answer)]
    [InlineData("k", (AiAction)0)]
    [InlineData("k", (AiAction)9)]
    public async Task What_a_cluster_client_may_not_send_is_refused_where_it_arrives(string key, AiAction action)
    {
        var team = await cluster.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => team.Debit(new DebitRequest(key, MemberId.Parse("olga"), action)));
        Assert.Equal(10, (await team.GetCredits())!.Remaining.Count);
    }

    [Fact]
    public async Task Opening_a_team_twice_is_opening_it_once()
    {
        var request = new OpenTeam("Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), Subscription: null);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cluster.Team().Open(request)));

        Assert.Single(outcomes, outcome => outcome is OpenOutcome.Opened { Before: false });
        Assert.All(outcomes, outcome => Assert.IsType<OpenOutcome.Opened>(outcome));
        Assert.IsType<OpenOutcome.Differs>(await cluster.Team().Open(request with { Name = "Other" }));
        Assert.Equal(1, await cluster.CountAsync("kind = 1"));
    }

    [Fact]
    public async Task A_reversal_happens_once_whoever_asks_how_often()
    {
        var team = await cluster.OpenAsync();
        var debit = (await team.Debit("k1")).Debited().Receipt;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => team.Reverse(debit.EntryId, "failed")));

        var reversed = outcomes.Select(outcome => Assert.IsType<ReversalOutcome.Reversed>(outcome)).ToList();
        Assert.Single(reversed, outcome => !outcome.Before);
        Assert.Single(reversed.Select(outcome => outcome.Receipt).Distinct());
        Assert.Equal(10, (await team.GetCredits())!.Remaining.Count);
        Assert.IsType<ReversalOutcome.NotADebit>(await team.Reverse(reversed[0].Receipt.EntryId, note: null));
        Assert.IsType<ReversalOutcome.NoSuchEntry>(await team.Reverse(12_345, note: null));
        Assert.IsType<ReversalOutcome.NoSuchEntry>(await team.Reverse(-1, note: null));
    }

    [Fact]
    public async Task However_many_call_at_a_cycles_end_there_is_one_reset()
    {
        var team = await cluster.OpenAsync(seats: 5);
        await team.Debit("before");
        cluster.Clock.Advance(TimeSpan.FromDays(40));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(at => at % 2 == 0 ? (Task)team.Debit($"k{at}") : team.GetCredits()));

        Assert.Equal(2, await cluster.CountAsync("kind = 2"));
        var credits = await team.GetCredits();
        Assert.Equal((50, 30, 20), (credits!.Total.Count, credits.Remaining.Count, credits.Used.Count));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task An_anchor_finer_than_the_ledger_keeps_time_does_not_close_the_cycle_to_reversals()
    {
        var team = cluster.Team("fine");
        var anchor = cluster.Clock.GetUtcNow().AddDays(-1).AddTicks(3);
        await team.Open(new OpenTeam("Fine", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), new SubscriptionTerms("lite", 1, anchor)));
        var debit = (await team.Debit("k1")).Debited().Receipt.EntryId;

        var reversed = Assert.IsType<ReversalOutcome.Reversed>(await team.Reverse(debit, note: null));
        Assert.Equal((1, false), (reversed.Receipt.Amount.Count, reversed.Receipt.CycleClosed));
        Assert.True((await cluster.History("fine").Audit())!.Ok);
    }
}
