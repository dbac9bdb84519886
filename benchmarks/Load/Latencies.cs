using System.Numerics;

namespace Purser.Benchmarks.Load;

/// <summary>A histogram with 64 steps per power of two: any percentile to within 1.6 %, and recording allocates nothing.</summary>
internal sealed class Latencies
{
    private const int StepBits = 6;

    private readonly long[] counts = new long[(64 - StepBits) << StepBits];

    public long Count { get; private set; }

    public void Record(TimeSpan latency)
    {
        counts[Step(Math.Max(0, latency.Ticks))]++;
        Count++;
    }

    public void Add(Latencies other)
    {
        for (var step = 0; step < counts.Length; step++)
        {
            counts[step] += other.counts[step];
        }

        Count += other.Count;
    }

    public TimeSpan Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var step = 0; step < counts.Length; step++)
        {
            seen += counts[step];
            if (seen >= wanted && seen > 0)
            {
                return TimeSpan.FromTicks(UpperBound(step));
            }
        }

        return TimeSpan.Zero;
    }

    private static int Step(long ticks)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)ticks | 1) - StepBits);
        return (shift << StepBits) + (int)(ticks >> shift);
    }

    private static long UpperBound(int step)
    {
        var shift = Math.Max(0, (step >> StepBits) - 1);
        return ((long)(step - (shift << StepBits)) + 1 << shift) - 1;
    }
}
