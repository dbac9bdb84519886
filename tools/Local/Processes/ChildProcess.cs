using System.Diagnostics;

namespace Purser.Local;

/// <summary>What to start, and how to ask it to stop.</summary>
internal sealed record ChildCommand(string Name, IReadOnlyList<string> Command, string LogFile)
{
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public string WorkingDirectory { get; init; } = "/";

    public Signal StopSignal { get; init; } = Signal.Terminate;
}

/// <summary>
/// A child that writes to its log file by itself (nothing to relay, nothing to block on), in a session of its own:
/// a Ctrl-C in the terminal reaches only the launcher, which then stops its children in the right order.
/// </summary>
internal sealed class ChildProcess
{
    private const string Redirect = """umask 077; exec "$@" >>"$0" 2>&1 </dev/null""";

    private readonly Process process;
    private readonly ChildCommand command;

    private ChildProcess(Process process, ChildCommand command)
    {
        this.process = process;
        this.command = command;
        Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, -1);
        Leash.Hold(Identity, command.StopSignal);
        Exited = WaitForExitAsync();
    }

    public ProcessIdentity Identity { get; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    public static ChildProcess Start(ChildCommand command)
    {
        // setsid and sh replace themselves (exec), so the pid is the command's own.
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Redirect, command.LogFile, .. command.Command])
        {
            WorkingDirectory = command.WorkingDirectory,
        };
        foreach (var (key, value) in command.Environment)
        {
            start.Environment[key] = value;
        }

        var started = Process.Start(start)
            ?? throw new LocalException($"{command.Name} did not start: {string.Join(' ', command.Command)}");
        return new ChildProcess(started, command);
    }

    public void Kill() => Identity.Send(Signal.Kill);

    /// <summary>Asks it to stop and waits; kills it when it does not. Returns whether it went by itself.</summary>
    public async Task<bool> StopAsync(TimeSpan patience, TimeProvider clock)
    {
        Identity.Send(command.StopSignal);
        try
        {
            await Exited.WaitAsync(patience, clock);
            return true;
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
            return false;
        }
    }

    private async Task<int> WaitForExitAsync()
    {
        using (process)
        {
            await process.WaitForExitAsync();
            Leash.Free(Identity);
            return process.ExitCode;
        }
    }
}
