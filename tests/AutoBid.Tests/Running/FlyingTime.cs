using System.Collections.Concurrent;

namespace Purser.AutoBid.Worker.Tests.Running;

/// <summary>A clock on which waits are over at once, and have taken as long as they were to take; long ones are never over.</summary>
/// <param name="longestMinutes">The longest that ends.</param>
/// <param name="standsStill">Whether the clock shows nothing of it: else the waits of one use up the patience of another.</param>
internal sealed class FlyingTime(int longestMinutes = 4, bool standsStill = false) : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <summary>The waits, in their order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && dueTime <= TimeSpan.FromMinutes(longestMinutes))
        {
            Waits.Enqueue(dueTime);
            Interlocked.Add(ref ticks, standsStill ? 0 : dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
