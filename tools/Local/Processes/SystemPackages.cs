namespace Purser.Local;

/// <summary>The system's packages, where they can be installed without asking for a password.</summary>
internal static class SystemPackages
{
    /// <summary>The folders of the PATH.</summary>
    public static string[] SearchPath => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>How to run apt-get as root here; null where that is impossible.</summary>
    public static async Task<string[]?> RootCommandAsync(CancellationToken cancellation)
    {
        if (!File.Exists("/usr/bin/apt-get"))
        {
            return null;
        }

        if (Environment.IsPrivilegedProcess)
        {
            return [];
        }

        var (exitCode, _) = await ShellCommand.RunAsync(["sudo", "-n", "true"], cancellation);
        return exitCode == 0 ? ["sudo", "-n"] : null;
    }

    /// <summary>Runs a script of apt-get's; what is thrown ends with how a human does it.</summary>
    /// <exception cref="LocalException">It failed, or only a human can do it.</exception>
    public static async Task InstallAsync(string name, string script, string byHand, Action<string> notify, CancellationToken cancellation)
    {
        var root = await RootCommandAsync(cancellation) ?? throw new LocalException(byHand);
        notify($"Installing {name} …");
        var (exitCode, output) = await ShellCommand.RunAsync([.. root, "sh", "-c", script], cancellation);
        if (exitCode != 0)
        {
            var tail = string.Join('\n', output.Split('\n').TakeLast(15).Select(line => "  | " + line));
            throw new LocalException($"apt-get could not install {name}:\n{tail}\n{byHand}");
        }
    }
}
