using System.Threading.Channels;

namespace Purser.Alerts;

/// <summary>Rings when this silo wrote alerts, so that nobody waits for the next look at the queue.</summary>
internal sealed class AlertBell
{
    private readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => rung.Writer.TryWrite(true);

    /// <summary>Until it rings, or it is time to look anyway.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        Task ringing = rung.Reader.WaitToReadAsync(cancellation).AsTask();
        await ringing.WaitAsync(longest, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        rung.Reader.TryRead(out _);
    }
}
