namespace Purser.Client.Tests;

/// <summary>Concurrent debits of a team go together, and nobody pays for it.</summary>
public sealed class GatheringTests
{
    private readonly FastClock clock = new();

    [Fact]
    public async Task While_one_call_is_under_way_the_next_one_gathers()
    {
        var (purser, gate) = Gated();
        var client = purser.Client(new() { Gather = true });

        var debits = Enumerable.Range(0, 5).Select(_ => client.DebitAsync("acme", "olga", AiAction.Answer)).ToList();
        var other = client.DebitAsync("other", "olga", AiAction.Answer);
        gate.SetResult();
        var outcomes = await Task.WhenAll([.. debits, other]);

        Assert.All(outcomes, outcome => Assert.IsType<DebitOutcome.Debited>(outcome));
        Assert.Equal(outcomes.Length, outcomes.Select(outcome => outcome.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([1, 1, 4], purser.Calls.Order());
    }

    [Fact]
    public async Task Without_gathering_each_goes_alone()
    {
        var purser = new ModelPurser();
        var client = purser.Client();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.DebitAsync("acme", "olga", AiAction.Answer)));

        Assert.Equal([1, 1, 1, 1, 1], purser.Calls);
    }

    [Fact]
    public async Task Who_left_is_not_debited_and_those_beside_are()
    {
        var (purser, gate) = Gated();
        var client = purser.Client(new() { Gather = true });
        using var stop = new CancellationTokenSource();

        var first = client.DebitAsync("acme", "olga", AiAction.Answer);
        var leaving = client.DebitAsync("acme", new Debit("olga", AiAction.Answer) { Key = "left" }, stop.Token);
        var staying = client.DebitAsync("acme", "olga", AiAction.Answer);
        await stop.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await Task.WhenAll(first, staying);
        Assert.Equal([1, 1], purser.Calls);
        Assert.False(purser.HasCharged("acme", "left"));
    }

    [Fact]
    public async Task What_is_refused_of_a_gathered_call_is_refused_as_if_it_were_alone()
    {
        var (purser, gate) = Gated(credits: 2);
        var client = purser.Client(new() { Gather = true });

        var debits = Enumerable.Range(0, 3).Select(_ => client.DebitAsync("acme", "olga", AiAction.Answer)).ToList();
        gate.SetResult();
        var outcomes = await Task.WhenAll(debits);

        var refusal = Assert.IsType<DebitOutcome.Refused>(outcomes[2]).Refusal;
        Assert.Equal((RefusalReason.CreditsExhausted, "No.", 0L), (refusal.Reason, refusal.Detail, refusal.Remaining));
        Assert.Equal([Remedy.TopUp], refusal.Remedies);
    }

    [Fact]
    public async Task Misuse_is_told_to_each_of_a_gathered_call()
    {
        var (purser, gate) = Gated(unknownTeam: "acme");
        var client = purser.Client(new() { Gather = true });

        var debits = Enumerable.Range(0, 3).Select(_ => client.DebitAsync("acme", "olga", AiAction.Answer)).ToList();
        gate.SetResult();

        foreach (var debit in debits)
        {
            await Assert.ThrowsAsync<PurserException>(() => debit);
        }

        // The team is served again: nothing of it is left under way.
        await Assert.ThrowsAsync<PurserException>(() => client.DebitAsync("acme", "olga", AiAction.Answer));
    }

    [Fact]
    public async Task A_call_that_is_lost_is_sent_again_for_each_of_its_debits()
    {
        var (purser, gate) = Gated(Fault.LostAnswer, Fault.HungAfter, Fault.AwayAfter, Fault.Busy);
        var client = purser.Client(new() { Gather = true, Time = clock.Time, Patience = TimeSpan.FromHours(1) });

        var debits = Enumerable.Range(0, 6).Select(_ => client.DebitAsync("acme", "olga", AiAction.Answer)).ToList();
        gate.SetResult();
        var outcomes = await clock.PassUntilAsync(Task.WhenAll(debits));

        Assert.All(outcomes, outcome => Assert.IsType<DebitOutcome.Debited>(outcome));
        Assert.Equal(6, purser.Charged);
    }

    /// <summary>A Purser whose first call waits for a gate, and whose others meet some faults first.</summary>
    private static (ModelPurser Purser, TaskCompletionSource Gate) Gated(params Fault[] faults) => Gated(1000, null, faults);

    private static (ModelPurser Purser, TaskCompletionSource Gate) Gated(int credits = 1000, string? unknownTeam = null, params Fault[] faults)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new Queue<Fault>(faults);
        return (new ModelPurser { Credits = credits, UnknownTeam = unknownTeam, Gate = gate.Task, Faults = () => left.TryDequeue(out var fault) ? fault : Fault.None }, gate);
    }
}
