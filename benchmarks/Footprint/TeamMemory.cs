using Purser.Benchmarks.Load;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Footprint;

/// <summary>What an active team keeps in the silo's memory: managed heap after a full collection, before and after.</summary>
internal sealed class TeamMemory(PurserCluster purser, int teams)
{
    public async Task<Figure> MeasureAsync(CancellationToken cancellation)
    {
        // A fresh silo: nothing of the load before is still active, and what every silo needs is there already.
        await purser.RestartSiloAsync(cancellation);
        await purser.Http.OpenAsync(new TeamNames("memory-warm", 1_000));
        var before = await purser.SiloHeapAsync();
        var residentBefore = ResidentBytes();
        await purser.Http.OpenAsync(new TeamNames("memory", teams));
        var bytes = (await purser.SiloHeapAsync() - before) / teams;
        var resident = (ResidentBytes() - residentBefore) / teams;
        return new Figure(
            "memory per active team",
            bytes,
            $"{bytes / 1024.0:0.0} KiB of the silo's heap over {teams:N0} teams ({resident / 1024.0:0.0} KiB of its resident memory)");
    }

    private long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{purser.Silo.ProcessId}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024;
    }
}
