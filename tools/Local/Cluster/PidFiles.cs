using System.Globalization;

namespace Purser.Local;

/// <summary>
/// Which processes run for a data folder, written down so that the next launcher can end what a killed one, and its
/// leash with it, left running.
/// </summary>
internal sealed class PidFiles(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public void Write(string name, ProcessIdentity process, IEnumerable<string> command)
    {
        DataFolder.CreateDirectory(folder);
        PrivateFile.Write(Path.Combine(folder, name), $"{process.Pid} {process.StartTicks}\n{string.Join('\n', command)}");
    }

    public void Delete(string name) => File.Delete(Path.Combine(folder, name));

    /// <summary>Ends what is still running, after making sure that each process is the very one that was written down.</summary>
    public async Task StopLeftOversAsync(Action<string> notify, TimeProvider clock, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.GetFiles(folder))
        {
            if (Read(file) is { IsAlive: true } process)
            {
                notify($"Stopping {Path.GetFileName(file)} (process {process.Pid}), which an earlier run left behind …");
                process.Send(Signal.Terminate);
                if (!await Poll.UntilAsync(() => Task.FromResult(!process.IsAlive), Patience, clock, cancellation))
                {
                    process.Send(Signal.Kill);
                }
            }

            File.Delete(file);
        }
    }

    /// <summary>The process that the file names, if its pid, its start and its command line are all still the same.</summary>
    private static ProcessIdentity? Read(string file)
    {
        var lines = File.ReadAllLines(file);
        return lines is [var first, .. var command]
            && first.Split(' ') is [var pid, var start]
            && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var pidNumber)
            && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var startTicks)
            && new ProcessIdentity(pidNumber, startTicks) is var process
            && process.CommandLine.SequenceEqual(command, StringComparer.Ordinal)
                ? process
                : null;
    }
}
