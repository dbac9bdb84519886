using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.Cluster;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class ClusterCallsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster = new();
    private readonly List<TaskCompletionSource<int>> _sent = [];
    private readonly SiloLosses _losses;
    private readonly ClusterCalls _calls;

    public ClusterCallsTests()
    {
        _losses = new SiloLosses(_cluster, _time);
        _calls = new ClusterCalls(_cluster, _losses);
    }

    [Fact]
    public async Task A_call_ends_with_the_last_silo_and_the_next_one_is_answered()
    {
        var call = Ask();

        _cluster.LoseSilo(left: 0);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => call);
        var next = Ask();
        _sent[1].SetResult(7);
        Assert.Equal(7, await next);
    }

    [Fact]
    public async Task A_call_on_a_silo_that_is_left_is_answered_as_if_nothing_were()
    {
        var call = Ask();
        _cluster.LoseSilo(left: 2);

        _sent[0].SetResult(7);

        Assert.Equal(7, await call);
        Assert.Single(_sent);
    }

    [Fact]
    public async Task A_call_without_an_answer_is_sent_again_and_the_first_answer_counts()
    {
        var lost = Ask();
        var slow = Ask();
        await SweepUntil(sent: 4);

        _sent[1].SetResult(1);
        _sent[2].TrySetResult(2);
        _sent[3].TrySetResult(2);

        Assert.Equal(2, await lost);
        Assert.Contains(await slow, new[] { 1, 2 });
    }

    [Fact]
    public async Task It_fails_only_when_both_attempts_have()
    {
        var call = Ask();
        await SweepUntil(sent: 2);

        _sent[1].SetException(new TimeoutException());
        Assert.False(call.IsCompleted);
        _sent[0].SetResult(7);

        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task A_call_that_is_turned_away_meanwhile_is_sent_again()
    {
        _cluster.LoseSilo(left: 1);
        var call = Ask();
        _sent[0].SetException(new SiloUnavailableException("gone"));

        await SweepUntil(sent: 2);
        _sent[1].SetResult(7);

        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task At_other_times_who_is_turned_away_is_told()
    {
        var call = Ask();

        _sent[0].SetException(new SiloUnavailableException("gone"));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
    }

    [Fact]
    public async Task A_removal_is_not_sent_again()
    {
        var call = _calls.Ask(_ => Send(), isRepeatable: false);
        _cluster.LoseSilo(left: 1);
        _time.Advance(TimeSpan.FromSeconds(30));

        _sent[0].SetResult(7);

        Assert.Equal(7, await call);
        Assert.Single(_sent);
    }

    public void Dispose() => _losses.Dispose();

    private Task<int> Ask() => _calls.Ask(_ => Send());

    private Task<int> Send()
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sent)
        {
            _sent.Add(answer);
        }

        return answer.Task;
    }

    /// <summary>Sweeps until so many were sent: a sweep wakes its calls on threads of their own.</summary>
    private Task SweepUntil(int sent) => Poll.Until(() =>
    {
        _cluster.LoseSilo(left: 1);
        lock (_sent)
        {
            return _sent.Count >= sent;
        }
    });
}
