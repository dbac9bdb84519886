namespace Purser.Local;

internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is yes (true) or the time is up (false).</summary>
    public static async Task<bool> UntilAsync(
        Func<Task<bool>> condition, TimeSpan deadline, TimeProvider clock, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(started) > deadline)
            {
                return false;
            }

            await Task.Delay(Interval, clock, cancellation);
        }

        return true;
    }
}
