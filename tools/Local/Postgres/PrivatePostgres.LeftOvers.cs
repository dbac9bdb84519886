namespace Purser.Local;

/// <summary>What an earlier run, or a crash, left behind in the folder.</summary>
public sealed partial class PrivatePostgres
{
    /// <summary>Ends a server of this folder that outlived its launcher.</summary>
    private async Task StopLeftOverAsync(CancellationToken cancellation)
    {
        var left = ProcessesOfThisFolder();
        if (left.Count == 0)
        {
            return;
        }

        options.Notify($"Stopping the PostgreSQL server that an earlier run left behind in {folder.Cluster} …");
        foreach (var process in left.Where(IsPostmaster))
        {
            process.Send(Signal.Interrupt);
        }

        if (!await AllGoneAsync(options.StopDeadline, cancellation))
        {
            throw new LocalException(
                $"A PostgreSQL server still runs in {folder.Cluster} (processes "
                + $"{string.Join(", ", ProcessesOfThisFolder().Select(process => process.Pid))}) and does not stop.");
        }
    }

    /// <summary>
    /// After a crash the lock file stays, and for a moment so do backends that have not noticed yet. PostgreSQL sees
    /// through the file unless another process has been given the pid since: then it refuses to start. Once nobody of
    /// this folder runs, the file can only be stale.
    /// </summary>
    private async Task ForgetStaleLockAsync(CancellationToken cancellation)
    {
        if (File.Exists(folder.LockFile) && await AllGoneAsync(CrashDeadline, cancellation))
        {
            File.Delete(folder.LockFile);
        }
    }

    private Task<bool> AllGoneAsync(TimeSpan deadline, CancellationToken cancellation) =>
        Poll.UntilAsync(
            () => Task.FromResult(ProcessesOfThisFolder().Count == 0), deadline, options.Clock, cancellation);

    private List<ProcessIdentity> ProcessesOfThisFolder() =>
        [.. ProcessIdentity.All().Where(process => IsPostmaster(process) || IsBackend(process))];

    private bool IsPostmaster(ProcessIdentity process) =>
        process.CommandLine is [var program, "-D", var data, ..]
        && Path.GetFileName(program) is "postgres" && data.Equals(folder.Cluster, StringComparison.Ordinal);

    private bool IsBackend(ProcessIdentity process) =>
        process.CommandLine is [var title, ..]
        && title.StartsWith($"postgres: {ClusterName}: ", StringComparison.Ordinal);
}
