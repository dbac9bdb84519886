namespace Purser.Local.Tests;

/// <summary>Waits for a signal to stop, and says so.</summary>
internal static class StopSignalListener
{
    public const string Variable = "PURSER_DUMMY_LISTENER";
    public const string Listening = "listening";
    public const string Stopped = "stopped";

    public static async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        await Console.Out.WriteLineAsync(Listening);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, signals.Token)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await Console.Out.WriteLineAsync(Stopped);
        return 0;
    }
}
