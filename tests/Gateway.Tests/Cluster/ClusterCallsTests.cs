using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.Cluster;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class ClusterCallsTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly FakeCluster cluster = new();
    private readonly List<TaskCompletionSource<int>> sent = [];
    private readonly SiloLosses losses;
    private readonly ClusterCalls calls;

    public ClusterCallsTests()
    {
        losses = new SiloLosses(cluster, time);
        calls = new ClusterCalls(cluster, losses);
    }

    [Fact]
    public async Task A_call_ends_with_the_last_silo_and_the_next_one_is_answered()
    {
        var call = AskAsync();

        cluster.LoseSilo(left: 0);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => call);
        var next = AskAsync();
        sent[1].SetResult(7);
        Assert.Equal(7, await next);
    }

    [Fact]
    public async Task A_call_on_a_silo_that_is_left_is_answered_as_if_nothing_were()
    {
        var call = AskAsync();
        cluster.LoseSilo(left: 2);

        sent[0].SetResult(7);

        Assert.Equal(7, await call);
        Assert.Single(sent);
    }

    [Fact]
    public async Task A_call_without_an_answer_is_sent_again_and_the_first_answer_counts()
    {
        var lost = AskAsync();
        var slow = AskAsync();
        await SweepUntilAsync(sent: 4);

        sent[1].SetResult(1);
        sent[2].TrySetResult(2);
        sent[3].TrySetResult(2);

        Assert.Equal(2, await lost);
        Assert.Contains(await slow, new[] { 1, 2 });
    }

    [Fact]
    public async Task It_fails_only_when_both_attempts_have()
    {
        var call = AskAsync();
        await SweepUntilAsync(sent: 2);

        sent[1].SetException(new TimeoutException());
        Assert.False(call.IsCompleted);
        sent[0].SetResult(7);

        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task A_call_that_is_turned_away_meanwhile_is_sent_again()
    {
        cluster.LoseSilo(left: 1);
        var call = AskAsync();
        sent[0].SetException(new SiloUnavailableException("gone"));

        await SweepUntilAsync(sent: 2);
        sent[1].SetResult(7);

        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task At_other_times_who_is_turned_away_is_told()
    {
        var call = AskAsync();

        sent[0].SetException(new SiloUnavailableException("gone"));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
    }

    [Fact]
    public async Task A_removal_is_not_sent_again()
    {
        var call = calls.AskAsync(_ => SendAsync(), isRepeatable: false);
        cluster.LoseSilo(left: 1);
        time.Advance(TimeSpan.FromSeconds(30));

        sent[0].SetResult(7);

        Assert.Equal(7, await call);
        Assert.Single(sent);
    }

    public void Dispose() => losses.Dispose();

    private Task<int> AskAsync() => calls.AskAsync(_ => SendAsync());

    private Task<int> SendAsync()
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (sent)
        {
            sent.Add(answer);
        }

        return answer.Task;
    }

    /// <summary>Sweeps until so many were sent: a sweep wakes its calls on threads of their own.</summary>
    private Task SweepUntilAsync(int sent) => Poll.UntilAsync(() =>
    {
        cluster.LoseSilo(left: 1);
        lock (this.sent)
        {
            return this.sent.Count >= sent;
        }
    });
}
