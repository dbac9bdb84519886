namespace Purser.Benchmarks.Load;

/// <summary>What a window of load saw.</summary>
/// <param name="Debits">Debits acknowledged within the window.</param>
/// <param name="Failures">Every other answer, and every broken connection.</param>
/// <param name="Window">How long it was.</param>
/// <param name="Latencies">Of the acknowledged ones.</param>
/// <param name="GeneratorCpu">CPU time the load generator itself took within the window.</param>
/// <param name="Cpu">CPU time that each part of the target took within the window.</param>
internal sealed record LoadResult(
    long Debits, long Failures, TimeSpan Window, Latencies Latencies, TimeSpan GeneratorCpu, IReadOnlyDictionary<string, TimeSpan> Cpu)
{
    public double PerSecond => Debits / Window.TotalSeconds;
}
