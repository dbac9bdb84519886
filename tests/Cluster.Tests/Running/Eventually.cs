namespace Purser.Tests.Running;

/// <summary>Waits for something that is bound to happen.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static Task TrueAsync(string what, Func<bool> condition, CancellationToken cancellation) =>
        TrueAsync(what, () => Task.FromResult(condition()), cancellation);

    public static async Task TrueAsync(string what, Func<Task<bool>> condition, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"Not within {Deadline.TotalSeconds:0} s: {what}.");
            await Task.Delay(Interval, TimeProvider.System, cancellation);
        }
    }
}
