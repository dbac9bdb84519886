using System.Collections.Concurrent;

namespace Purser.Tests.History;

/// <summary>Writes down every call while it happens.</summary>
public sealed class Recorder
{
    private readonly ConcurrentQueue<Call> calls = new();
    private long batches;

    /// <summary>What was recorded so far.</summary>
    public IReadOnlyCollection<Call> Calls => calls;

    /// <summary>The time, in ticks that only grow.</summary>
    public static long Now() => TimeProvider.System.GetTimestamp();

    /// <summary>A number for the next batch.</summary>
    public long NextBatch() => Interlocked.Increment(ref batches);

    /// <summary>Writes a call down.</summary>
    public void Add(Call call) => calls.Enqueue(call);
}
