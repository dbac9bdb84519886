using System.Globalization;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Footprint;

/// <summary>How long a silo with many active teams takes to end when it is asked to (SIGTERM), and whether it ended by itself.</summary>
internal sealed class ShutdownTime(PurserCluster purser, int teams)
{
    public async Task<Figure> MeasureAsync(CancellationToken cancellation)
    {
        await purser.RestartSiloAsync(cancellation);
        await purser.Http.OpenAsync(new TeamNames("shutdown", teams));
        var began = TimeProvider.System.GetTimestamp();
        var exitCode = await purser.Silo.EndAsync();
        var took = TimeProvider.System.GetElapsedTime(began);
        await purser.StartSiloAsync(cancellation);
        return new Figure(
            "shutdown of a silo",
            took.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} s with {teams:N0} active teams (exit code {exitCode})"));
    }
}
