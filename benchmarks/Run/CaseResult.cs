using Purser.Benchmarks.Load;

namespace Purser.Benchmarks.Run;

/// <summary>A target in a case: the median of the rounds, the latencies of all of them.</summary>
internal sealed record CaseResult(
    BenchCase Case,
    string Target,
    double PerSecond,
    double Slowest,
    double Fastest,
    TimeSpan P50,
    TimeSpan P99,
    long Failures,
    TimeSpan GeneratorCpuPerDebit,
    IReadOnlyDictionary<string, TimeSpan> CpuPerDebit)
{
    public static CaseResult Of(BenchCase load, string target, IReadOnlyList<LoadResult> rounds)
    {
        var speeds = rounds.Select(round => round.PerSecond).Order().ToArray();
        var latencies = new Latencies();
        foreach (var round in rounds)
        {
            latencies.Add(round.Latencies);
        }

        var cpu = TimeSpan.FromTicks(rounds.Sum(round => round.GeneratorCpu.Ticks));
        return new CaseResult(
            load,
            target,
            Median(speeds),
            speeds[0],
            speeds[^1],
            latencies.Percentile(0.50),
            latencies.Percentile(0.99),
            rounds.Sum(round => round.Failures),
            cpu / Math.Max(1, latencies.Count),
            rounds.SelectMany(round => round.Cpu)
                .GroupBy(part => part.Key, StringComparer.Ordinal)
                .ToDictionary(
                    part => part.Key,
                    part => TimeSpan.FromTicks(part.Sum(each => each.Value.Ticks)) / Math.Max(1, latencies.Count),
                    StringComparer.Ordinal));
    }

    private static double Median(double[] ordered) =>
        (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
}
