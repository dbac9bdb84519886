using System.Diagnostics;
using Purser.Accounts;

namespace Purser.Ledger;

/// <summary>How an append ended.</summary>
internal enum AppendOutcome
{
    /// <summary>Every entry is in the table, committed and flushed.</summary>
    Committed,

    /// <summary>
    /// Nothing of it was written: a key or a reversal among the lease's entries in flight was used before, or it stood
    /// behind entries that were not written. Read the ledger again, look the keys up, decide anew.
    /// </summary>
    Superseded,

    /// <summary>Nothing of it was written: another activation wrote the same sequence number.</summary>
    Fenced,

    /// <summary>It may or may not have been written.</summary>
    Unknown,
}

/// <summary>Entries that one decision wants in the table, all or none, after the lease's earlier ones.</summary>
/// <param name="lease">The right to write the team.</param>
/// <param name="entries">In order.</param>
/// <param name="queuedAt">The timestamp at which it is queued.</param>
/// <param name="beside">What is written with them and is no part of them; null, as nearly always: nothing.</param>
internal sealed class Append(WriteLease lease, List<Entry> entries, long queuedAt, Beside? beside) : IQueuedWrite
{
    // Who waits goes on in the thread of the lane, unless they wait in a grain's turn.
    private readonly TaskCompletionSource<AppendOutcome> outcome = new();
    private AppendOutcome how = AppendOutcome.Unknown;

    public WriteLease Lease { get; } = lease;

    public List<Entry> Entries { get; } = entries;

    public long QueuedAt => queuedAt;

    public Beside? Beside => beside;

    /// <summary>The span in which it was decided, if that is kept.</summary>
    public Activity? Asking { get; } = SiloTraces.Asking;

    public Task<AppendOutcome> Outcome => outcome.Task;

    /// <inheritdoc />
    public int Rows => Entries.Count;

    /// <summary>It ended. Whoever waits hears of it with <see cref="Answer"/>, the lease at once.</summary>
    public void End(AppendOutcome ended)
    {
        how = ended;
        if (ended != AppendOutcome.Committed)
        {
            Lease.Lose();
        }
    }

    /// <inheritdoc />
    public void Answer()
    {
        Lease.Leave(Rows);
        outcome.SetResult(how);
    }
}
