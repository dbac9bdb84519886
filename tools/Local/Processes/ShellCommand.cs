using System.Diagnostics;

namespace Purser.Local;

/// <summary>A command that is run to its end and whose output is read afterwards.</summary>
internal static class ShellCommand
{
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyList<string> command, CancellationToken cancellation, params (string Key, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = TryStart(start);
        if (process is null)
        {
            return (127, $"{command[0]}: not found");
        }

        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, (await output + await errors).TrimEnd());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
