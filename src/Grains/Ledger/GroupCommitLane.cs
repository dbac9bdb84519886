using System.Runtime.InteropServices;

namespace Purser.Ledger;

/// <summary>Rows that want to be in a table, all or none, and somebody who waits to hear that they are.</summary>
internal interface IQueuedWrite
{
    /// <summary>How many rows; at least 1.</summary>
    int Rows { get; }

    /// <summary>Tells whoever waits how it ended. Their code may run in this very call.</summary>
    void Answer();
}

/// <summary>
/// Commits what is queued, a batch at a time. While one batch commits, the next fills: no timer, and a lane that was idle adds no
/// latency. The callers of a batch are answered while the next one commits, on the thread that sent it off: no thread is woken for
/// each of them, and what they ask for next joins the batch after.
/// </summary>
/// <param name="rowsPerCommit">Most rows of a batch, unless one write alone has more.</param>
internal abstract class GroupCommitLane<TWrite>(int rowsPerCommit) : IAsyncDisposable
    where TWrite : class, IQueuedWrite
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<TWrite> waiting = [];
    private List<TWrite> batch = [];
    private List<TWrite> committed = [];
    private int rowsInFlight;
    private bool isRunning;
    private bool isClosed;

    /// <summary>Rows that are queued or being committed.</summary>
    public int RowsInFlight => Volatile.Read(ref rowsInFlight);

    /// <summary>
    /// Queues a write behind those queued before. It is not sent before <see cref="Run"/>, which whoever queued it calls next, once
    /// they hold no lock: answers of others may come in that call.
    /// </summary>
    /// <returns>False: the lane is closed, and it will never be sent.</returns>
    public bool TryEnqueue(TWrite write)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            Interlocked.Add(ref rowsInFlight, write.Rows);
            waiting.Add(write);
            return true;
        }
    }

    /// <summary>Sends off what is queued, unless the lane is at work: then it will come to it by itself.</summary>
    public void Run()
    {
        lock (gate)
        {
            if (isRunning || waiting.Count == 0)
            {
                return;
            }

            isRunning = true;
        }

        _ = RunAsync();
    }

    /// <summary>Commits what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isClosed = true;
        }

        Run();
        lock (gate)
        {
            if (!isRunning)
            {
                stopped.TrySetResult();
            }
        }

        await stopped.Task.ConfigureAwait(false);
        await GiveUpConnectionAsync().ConfigureAwait(false);
    }

    /// <summary>Commits a batch and notes with each write how it ended. Never fails: what became of a write is its outcome.</summary>
    /// <param name="batch">In the order queued; the lane's to change.</param>
    protected abstract Task CommitAsync(List<TWrite> batch);

    protected abstract ValueTask GiveUpConnectionAsync();

    // Its awaits leave the caller's scheduler (a grain's) at once, so that nothing of the lane runs in a grain's turn but the
    // sending of a lone write.
    private async Task RunAsync()
    {
        while (true)
        {
            var commit = TakeBatch() ? CommitAsync(batch) : null;
            AnswerCommitted();
            if (commit is not null)
            {
                await commit.ConfigureAwait(false);
                (batch, committed) = (committed, batch);
            }
            else if (TryStop())
            {
                return;
            }
        }
    }

    private bool TakeBatch()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                return false;
            }

            var (count, rows) = (0, 0);
            while (count < waiting.Count && (count == 0 || rows + waiting[count].Rows <= rowsPerCommit))
            {
                rows += waiting[count++].Rows;
            }

            if (count == waiting.Count)
            {
                (batch, waiting) = (waiting, batch);
            }
            else
            {
                batch.AddRange(CollectionsMarshal.AsSpan(waiting)[..count]);
                waiting.RemoveRange(0, count);
            }

            return true;
        }
    }

    private void AnswerCommitted()
    {
        foreach (var write in committed)
        {
            Interlocked.Add(ref rowsInFlight, -write.Rows);
            write.Answer();
        }

        committed.Clear();
    }

    private bool TryStop()
    {
        lock (gate)
        {
            if (waiting.Count > 0)
            {
                return false;
            }

            isRunning = false;
            if (isClosed)
            {
                stopped.TrySetResult();
            }

            return true;
        }
    }
}
