namespace Purser.Grains.Tests.Teams;

/// <summary>
/// The system's clock, moved ahead at will. It goes on ticking, because Orleans' own timers hang on it too.
/// </summary>
internal sealed class MovableClock : TimeProvider
{
    private long aheadTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref aheadTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(Ahead.TotalSeconds * System.TimestampFrequency);

    private TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref aheadTicks));
}
