namespace Purser.Local;

internal interface ISupervised
{
    string Name { get; }

    /// <summary>Completes with the exit code when the process that runs now ends.</summary>
    Task<int> Exited { get; }

    Task StartAsync(CancellationToken cancellation = default);
}

/// <summary>Starts a child again when it ends by itself, more patiently each time it ends soon after.</summary>
internal sealed class Supervisor(ISupervised child, Action<string> notify, TimeProvider clock)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>A child that ran this long is healthy: its next crash is a new story.</summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled, which is to be done before the child is stopped on purpose.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var delay = FirstDelay;
        try
        {
            while (true)
            {
                var started = clock.GetTimestamp();
                var exitCode = await child.Exited.WaitAsync(cancellation);
                delay = clock.GetElapsedTime(started) >= Healthy ? FirstDelay : delay;
                notify($"{child.Name} ended unexpectedly ({Describe(exitCode)}); starting it again.");
                await Task.Delay(delay, clock, cancellation);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
                await RestartAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to let go.
        }
    }

    private async Task RestartAsync(CancellationToken cancellation)
    {
        try
        {
            await child.StartAsync(cancellation);
            notify($"{child.Name} is back.");
        }
        catch (LocalException failure)
        {
            notify(failure.Message);
        }
    }

    private static string Describe(int exitCode) => exitCode > 128 ? $"signal {exitCode - 128}" : $"exit code {exitCode}";
}
