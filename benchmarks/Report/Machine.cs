using System.Runtime.InteropServices;
using Npgsql;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Report;

/// <summary>Where the numbers were taken.</summary>
internal sealed record Machine(
    string Date, int Cores, string Processor, string Memory, string System, string DotNet, string PostgreSql, string? Redis)
{
    public static async Task<Machine> DescribeAsync(
        NpgsqlDataSource database, IReadOnlyList<string> targets, TimeProvider clock, CancellationToken cancellation)
    {
        await using var version = database.CreateCommand("SHOW server_version");
        return new Machine(
            clock.GetUtcNow().ToString("yyyy-MM-dd"),
            Environment.ProcessorCount,
            Line("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB",
            Line("/etc/os-release", "PRETTY_NAME")?.Trim('"') ?? RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            (string)(await version.ExecuteScalarAsync(cancellation))!,
            targets.Contains(TargetNames.Redis, StringComparer.Ordinal) ? await RedisServer.VersionAsync() : null);
    }

    /// <summary>How many processes wanted to run, averaged over the last minute.</summary>
    public static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0]);

    public override string ToString() =>
        $"{Date} · {Cores} cores ({Processor}), {Memory} · {System} · {DotNet} · PostgreSQL {PostgreSql}"
        + (Redis is null ? "" : $" · Redis {Redis}")
        + " · everything on this one machine, the load generator included";

    private static string? Line(string file, string name) =>
        File.Exists(file)
            ? File.ReadLines(file)
                .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
                ?.Split([':', '='], 2)[1].Trim()
            : null;
}
