namespace Purser.Grains.Tests.Teams;

/// <summary>
/// The system's clock, moved ahead at will. It goes on ticking, because Orleans' own timers hang on it too.
/// </summary>
internal sealed class MovableClock : TimeProvider
{
    private long aheadTicks;
    private long setTicks;

    /// <summary>Time passes.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref aheadTicks, by.Ticks);

    /// <summary>Somebody sets the clock, and no time passes.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref setTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead + TimeSpan.FromTicks(Interlocked.Read(ref setTicks));

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(Ahead.TotalSeconds * System.TimestampFrequency);

    private TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref aheadTicks));
}
