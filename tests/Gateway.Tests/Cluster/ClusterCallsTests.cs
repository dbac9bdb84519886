using Purser.Gateway.Cluster;

namespace Purser.Gateway.Tests;

public sealed class ClusterCallsTests
{
    private readonly FakeCluster _cluster = new();

    [Fact]
    public async Task A_call_whose_connection_is_lost_ends_and_the_next_one_is_answered()
    {
        using var calls = new ClusterCalls(_cluster);
        var answer = new TaskCompletionSource<int>();
        var call = calls.Ask(_ => answer.Task);

        _cluster.LoseConnection();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var next = calls.Ask(_ => answer.Task);
        answer.SetResult(7);
        Assert.Equal(7, await next);
    }
}
