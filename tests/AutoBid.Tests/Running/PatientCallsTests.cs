using Purser.AutoBid.Worker.Running;

namespace Purser.AutoBid.Worker.Tests.Running;

public sealed class PatientCallsTests
{
    [Fact]
    public async Task A_call_that_was_given_up_where_the_cluster_is_there_makes_the_next_no_less_patient()
    {
        var calls = new PatientCalls(new FlyingTime()) { Probe = () => Task.CompletedTask };

        await GiveUpAsync(calls);

        Assert.Equal(4, await CallsUntilAnswerAsync(calls, failures: 3));
    }

    [Fact]
    public async Task Where_nobody_waits_for_the_cluster_the_calls_after_one_that_was_given_up_are_tried_once()
    {
        var calls = new PatientCalls(new FlyingTime());

        await GiveUpAsync(calls);

        await Assert.ThrowsAsync<RunBrokenException>(() => CallsUntilAnswerAsync(calls, failures: 1));
        Assert.Equal(1, await CallsUntilAnswerAsync(calls, failures: 0));
        Assert.Equal(4, await CallsUntilAnswerAsync(calls, failures: 3));
    }

    private static async Task GiveUpAsync(PatientCalls calls) =>
        await Assert.ThrowsAsync<RunBrokenException>(() => CallsUntilAnswerAsync(calls, failures: int.MaxValue));

    private static Task<int> CallsUntilAnswerAsync(PatientCalls calls, int failures)
    {
        var made = 0;
        return calls.CallAsync(() => ++made > failures ? Task.FromResult(made) : throw new TimeoutException("late"), default);
    }
}
