using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Purser.AutoBid.Worker.Tests;

/// <summary>A clock that stands still, and tells when somebody waits for it: so a test can move it just then.</summary>
internal sealed class WatchedClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();
    private TimeSpan? latest;

    /// <summary>Until somebody waits for so long.</summary>
    public async Task WaitedForAsync(TimeSpan wait)
    {
        while (latest != wait)
        {
            latest = await waits.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Lets the time pass that somebody waits for, as soon as somebody does.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await WaitedForAsync(wait);
        latest = null;
        Advance(wait);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        waits.Writer.TryWrite(dueTime);
        return timer;
    }
}
