namespace Purser.Silo;

/// <summary>A clock that runs ahead by a fixed offset. Timers and durations are those of the real clock.</summary>
internal sealed class ShiftedTimeProvider(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
