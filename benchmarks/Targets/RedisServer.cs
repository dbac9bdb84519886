using Purser.Local;

namespace Purser.Benchmarks.Targets;

/// <summary>A private Redis that flushes every write before it answers, as a ledger must.</summary>
internal static class RedisServer
{
    // Debian's redis-server package would also start a Redis nobody asked for. Its tools package holds the same
    // binary under the name of the dump checker; it is a server when it is called redis-server.
    private const string DebianBinary = "/usr/bin/redis-check-rdb";

    private const string Install = "apt-get update -q && apt-get install -q -y --no-install-recommends redis-tools";

    public static async Task<BenchProcess> StartAsync(int port, string folder, Action<string> notify)
    {
        var program = await FindAsync(notify);
        var data = Directory.CreateDirectory(Path.Combine(folder, "redis")).FullName;
        string[] settings =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", data,
            "--appendonly", "yes", "--appendfsync", "always",
            // In Redis' favour: no dumps, and no rewrite of the log in the middle of a measurement.
            "--save", "", "--auto-aof-rewrite-percentage", "0",
        ];
        return await BenchProcess.StartAsync(
            "redis-server",
            ["bash", "-c", "exec -a redis-server \"$@\"", "redis-server", program, .. settings],
            new Dictionary<string, string?>(StringComparer.Ordinal),
            folder,
            () => BenchProcess.AcceptsAsync(port));
    }

    /// <summary>For the table: which Redis it was.</summary>
    public static async Task<string> VersionAsync()
    {
        var (_, output) = await ShellCommand.RunAsync(
            ["bash", "-c", "exec -a redis-server \"$0\" --version", await FindAsync(static _ => { })], CancellationToken.None);
        return output.Split(' ').FirstOrDefault(word => word.StartsWith("v=", StringComparison.Ordinal))?[2..] ?? "?";
    }

    private static async Task<string> FindAsync(Action<string> notify)
    {
        if (Find() is { } found)
        {
            return found;
        }

        notify("Installing Redis (apt-get install redis-tools), the peer to compare with …");
        string[] asRoot = Environment.IsPrivilegedProcess ? [] : ["sudo", "-n"];
        var (exitCode, output) = await ShellCommand.RunAsync([.. asRoot, "sh", "-c", Install], CancellationToken.None);
        return exitCode == 0 && Find() is { } installed
            ? installed
            : throw new LocalException($"Redis could not be installed; install redis-server yourself, or leave redis out of --targets.\n{output}");
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, "redis-server"))
            .Append(DebianBinary)
            .FirstOrDefault(File.Exists);
}
