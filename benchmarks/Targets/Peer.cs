using System.Reflection;
using Purser.Benchmarks.Run;
using Purser.Local;

namespace Purser.Benchmarks.Targets;

/// <summary>Starts what Purser is compared with.</summary>
internal static class Peer
{
    private static readonly string Program = typeof(Peer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key is "Purser.Peers").Value!;

    /// <summary>A peer by its name in the table, and the processes it needs, last started last.</summary>
    public static async Task<(HttpTarget Target, IReadOnlyList<BenchProcess> Processes)> StartAsync(
        string name, string database, CpuPart postgres, string folder, Action<string> notify)
    {
        var processes = new List<BenchProcess>();
        try
        {
            var target = name switch
            {
                TargetNames.Sql or TargetNames.SqlTuned or TargetNames.Nothing => await StartAsync(name, name, database, processes, folder),
                TargetNames.Redis => await StartRedisAsync(),
                "orleans-plain" => await StartPlainAsync(),
                _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a peer."),
            };
            return (target(new CpuBook([postgres, .. processes.Select(Part)])), processes);
        }
        catch
        {
            foreach (var process in Enumerable.Reverse(processes))
            {
                await process.DisposeAsync();
            }

            throw;
        }

        static CpuPart Part(BenchProcess process) => new(process.Name, () => process.ProcessId);

        async Task<Func<CpuBook, HttpTarget>> StartRedisAsync()
        {
            var port = Ports.PickFree();
            processes.Add(await RedisServer.StartAsync(port, folder, notify));
            return await StartAsync(name, "redis", database, processes, folder, "--ConnectionStrings:Redis", $"127.0.0.1:{port}");
        }

        async Task<Func<CpuBook, HttpTarget>> StartPlainAsync()
        {
            string[] ports = ["--siloPort", $"{Ports.PickFree()}", "--gatewayPort", $"{Ports.PickFree()}"];
            await StartAsync("orleans-plain-silo", "plain-silo", database, processes, folder, ports);
            return await StartAsync(name, "plain-gateway", database, processes, folder, ports);
        }
    }

    private static async Task<Func<CpuBook, HttpTarget>> StartAsync(
        string name,
        string mode,
        string database,
        List<BenchProcess> processes,
        string folder,
        params string[] settings)
    {
        var url = new Uri($"http://127.0.0.1:{Ports.PickFree()}");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Purser"] = database,
            ["ASPNETCORE_URLS"] = url.GetLeftPart(UriPartial.Authority),
        };
        processes.Add(await BenchProcess.StartAsync(
            name,
            ["dotnet", Program, "--peer", mode, .. settings],
            environment,
            folder,
            () => BenchProcess.IsHealthyAsync(url)));
        return cpu => new HttpTarget(name, url, bearer: "none", cpu);
    }
}
