using System.Collections.Concurrent;
using Purser.Ledger;

namespace Purser.Grains.Tests.Ledger;

/// <summary>Who waits for a lane, with a table that is the test's.</summary>
public sealed class GroupCommitLaneTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(500)]
    public async Task Everybody_of_a_batch_is_answered_once_and_with_how_it_ended(int callers)
    {
        await using var lane = new TestLane(rowsPerCommit: 1000);
        var writes = Enumerable.Range(0, callers).Select(number => new Write(number)).ToArray();
        Assert.All(writes, write => Assert.True(lane.TryEnqueue(write)));

        lane.Run();
        await Task.WhenAll(writes.Select(write => write.Answered.Task)).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.All(writes, write => Assert.Equal((1, true), (write.Answers, write.IsCommitted)));
        Assert.Equal(0, lane.RowsInFlight);
        Assert.Equal([callers], lane.Batches);
    }

    [Fact]
    public async Task Callers_that_ask_again_from_their_answers_are_committed_in_their_own_order_and_none_is_left_behind()
    {
        const int Callers = 200;
        const int Rounds = 200;
        await using var lane = new TestLane(rowsPerCommit: 150);
        var left = Callers;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var caller = 0; caller < Callers; caller++)
        {
            Ask(caller, 0);
        }

        lane.Run();
        await all.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(Callers * Rounds, lane.Committed.Count);
        Assert.All(lane.Committed.GroupBy(number => number / Rounds), ofOne => Assert.Equal(Enumerable.Range(0, Rounds), ofOne.Select(number => number % Rounds)));
        Assert.Equal(0, lane.RowsInFlight);

        void Ask(int caller, int round)
        {
            if (round == Rounds)
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    all.SetResult();
                }

                return;
            }

            Assert.True(lane.TryEnqueue(new Write((caller * Rounds) + round) { Then = () => Ask(caller, round + 1) }));
            if (round > 0)
            {
                lane.Run();
            }
        }
    }

    [Fact]
    public async Task A_lane_that_is_closed_commits_and_answers_what_was_queued_and_takes_no_more()
    {
        var lane = new TestLane(rowsPerCommit: 10);
        var writes = Enumerable.Range(0, 95).Select(number => new Write(number)).ToArray();
        Assert.All(writes, write => Assert.True(lane.TryEnqueue(write)));

        await lane.DisposeAsync();
        await Task.WhenAll(writes.Select(write => write.Answered.Task)).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 95), lane.Committed);
        Assert.False(lane.TryEnqueue(new Write(95)));
    }

    private sealed class Write(int number) : IQueuedWrite
    {
        private int answers;

        public int Number => number;

        public int Rows => 1;

        public bool IsCommitted { get; set; }

        public int Answers => answers;

        public Action Then { get; init; } = () => { };

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer()
        {
            Interlocked.Increment(ref answers);
            Then();
            Answered.TrySetResult();
        }
    }

    private sealed class TestLane(int rowsPerCommit) : GroupCommitLane<Write>(rowsPerCommit)
    {
        public ConcurrentQueue<int> Committed { get; } = new();

        public ConcurrentQueue<int> Batches { get; } = new();

        protected override async Task CommitAsync(List<Write> batch)
        {
            await Task.Yield();
            Batches.Enqueue(batch.Count);
            foreach (var write in batch)
            {
                write.IsCommitted = true;
                Committed.Enqueue(write.Number);
            }
        }

        protected override ValueTask GiveUpConnectionAsync() => ValueTask.CompletedTask;
    }
}
