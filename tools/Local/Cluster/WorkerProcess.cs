namespace Purser.Local;

/// <summary>An Auto Bid worker as a process of its own, joined to a local cluster.</summary>
public sealed class WorkerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess process;
    private readonly TimeProvider clock;

    private WorkerProcess(ChildProcess process, string logFile, TimeProvider clock)
    {
        this.process = process;
        this.clock = clock;
        LogFile = logFile;
    }

    /// <summary>What it says while it works, and its summary.</summary>
    public string LogFile { get; }

    /// <summary>Completes with its exit code.</summary>
    public Task<int> Exited => process.Exited;

    /// <summary>kill -9.</summary>
    public void Kill() => process.Kill();

    /// <summary>Freezes it in the middle of whatever it does (SIGSTOP), as a long pause of its machine would.</summary>
    public void Pause() => process.Identity.Send(Signal.Stop);

    public void Resume() => process.Identity.Send(Signal.Continue);

    /// <summary>SIGTERM; what is under way is finished first.</summary>
    public Task StopAsync() => process.StopAsync(Patience, clock);

    /// <param name="assembly">The worker's program.</param>
    /// <param name="logFile">Where it writes.</param>
    /// <param name="database">The cluster's database.</param>
    /// <param name="arguments">Its options, but for the cluster's.</param>
    /// <param name="clock">For patience.</param>
    internal static WorkerProcess Start(string assembly, string logFile, string database, IEnumerable<string> arguments, TimeProvider clock) => new(
        ChildProcess.Start(new ChildCommand("auto-bid", [DotnetHost.Path, assembly, .. arguments], logFile)
        {
            // Not among the options: whoever lists processes would read it.
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ConnectionStrings__Purser"] = database },
        }),
        logFile,
        clock);
}
