namespace Purser.Gateway.Events;

/// <summary>Whether who follows a team may still: asked when there is something to send, and once a second at most.</summary>
internal sealed class Welcome(Func<Task<bool>> ask, TimeProvider time)
{
    /// <summary>What was taken away is gone after so long: a busy team must not be asked for each update of each reader.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(1);

    /// <summary>It was asked when the stream began.</summary>
    private long askedAt = time.GetTimestamp();

    public async ValueTask<bool> HoldsAsync()
    {
        if (time.GetElapsedTime(askedAt) < Lasts)
        {
            return true;
        }

        if (!await ask())
        {
            return false;
        }

        askedAt = time.GetTimestamp();
        return true;
    }
}
