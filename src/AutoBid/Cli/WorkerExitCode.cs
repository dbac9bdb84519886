namespace Purser.AutoBid.Worker.Cli;

/// <summary>What the process ends with.</summary>
internal static class WorkerExitCode
{
    /// <summary>The feed ended, it was stopped, or the day is over for every member.</summary>
    public const int Done = 0;

    public const int BadOptions = 2;

    public const int NoCluster = 3;
}
