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
    private Action<TaskCompletionSource<int>>? end;

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
    public async Task A_refusal_waits_for_the_other_attempts_which_may_be_done_yet()
    {
        var call = AskAsync(isFinal: answer => answer > 0);
        await SweepUntilAsync(sent: 2);

        sent[1].SetResult(-2);
        Assert.False(call.IsCompleted);
        sent[0].SetResult(1);

        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task What_every_attempt_was_refused_is_refused()
    {
        var call = AskAsync(isFinal: answer => answer > 0);
        await SweepUntilAsync(sent: 2);

        EndAll(attempt => attempt.TrySetResult(-1));

        Assert.Equal(-1, await call);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_refusal_beside_an_attempt_that_nobody_knows_of_is_not_told(int refused)
    {
        var call = AskAsync(isFinal: answer => answer > 0);
        await SweepUntilAsync(sent: 2);

        sent[refused].SetResult(-1);
        EndAll(attempt => attempt.TrySetException(new LedgerUnavailableException("unknown")));

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => call);
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
    public async Task A_call_that_is_turned_away_before_anybody_tells_of_a_loss_is_sent_again()
    {
        var call = AskAsync();
        sent[0].SetException(new SiloUnavailableException("gone"));

        await Poll.UntilAsync(() => Advanced(sent: 2));
        sent[1].SetResult(7);

        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task Who_is_turned_away_for_ever_is_told_and_where_no_silo_is_left_at_once()
    {
        EndAll(static attempt => attempt.TrySetException(new SiloUnavailableException("gone")));
        var call = AskAsync();
        await Poll.UntilAsync(() => Advanced(sent: SiloLosses.Sweeps + 1));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);

        cluster.LoseSilo(left: 0);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => AskAsync());
        Assert.Equal(SiloLosses.Sweeps + 2, sent.Count);

        cluster.FindSilo();
        var next = AskAsync();
        await Poll.UntilAsync(() => Advanced(sent: SiloLosses.Sweeps + 4));
        Assert.False(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Too_much_to_do_is_told_at_once_and_a_suspicion_has_nothing_sent_again_that_is_under_way()
    {
        var slow = AskAsync();
        var busy = AskAsync();
        sent[1].SetException(new GatewayTooBusyException("busy"));
        await Assert.ThrowsAsync<GatewayTooBusyException>(() => busy);

        var away = AskAsync();
        sent[2].SetException(new SiloUnavailableException("gone"));
        await Poll.UntilAsync(() => Advanced(sent: 4));
        sent[3].SetResult(7);
        Assert.Equal(7, await away);

        sent[0].SetResult(1);
        Assert.Equal(1, await slow);
        Assert.Equal(4, sent.Count);
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

    private Task<int> AskAsync(Func<int, bool>? isFinal = null) => calls.AskAsync(_ => SendAsync(), isFinal: isFinal);

    private Task<int> SendAsync()
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (sent)
        {
            sent.Add(answer);
            end?.Invoke(answer);
        }

        return answer.Task;
    }

    /// <summary>Ends every attempt that has not ended, and whichever a sweep still makes.</summary>
    private void EndAll(Action<TaskCompletionSource<int>> end)
    {
        lock (sent)
        {
            this.end = end;
            sent.ForEach(end);
        }
    }

    /// <summary>Lets the time pass to the next sweep.</summary>
    private bool Advanced(int sent)
    {
        time.Advance(TimeSpan.FromSeconds(0.5));
        lock (this.sent)
        {
            return this.sent.Count >= sent;
        }
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
