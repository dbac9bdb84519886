using System.Threading.Channels;

namespace Purser.Alerts;

/// <summary>Rings when this silo wrote alerts, so that nobody waits for the next look at the queue.</summary>
internal sealed class AlertBell
{
    private readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task? ringing;

    public void Ring() => rung.Writer.TryWrite(true);

    /// <summary>Until it rings, or it is time to look anyway. One waits at a time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        // Kept over all the times that it did not ring: each new one would stay in the channel.
        ringing ??= rung.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        await ringing.WaitAsync(longest, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ringing.IsCompleted)
        {
            ringing = null;
            rung.Reader.TryRead(out _);
        }
    }
}
