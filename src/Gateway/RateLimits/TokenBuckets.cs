using System.Collections.Concurrent;

namespace Purser.Gateway.RateLimits;

/// <summary>
/// A bucket of calls per name. What is kept of each is one instant: when it will be full again. (The framework's buckets go by the
/// machine's clock, and do not say when the next call is free.)
/// </summary>
internal sealed class TokenBuckets(RateLimit limit, TimeProvider time)
{
    /// <summary>Names may be made up without end: beyond so many they share one bucket.</summary>
    private const int Most = 10_000;

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly Bucket others = new();
    private readonly double interval = time.TimestampFrequency / limit.PerSecond;
    private int count;
    private long sweptAt;

    /// <summary>How many calls there are at most.</summary>
    public int AtOnce => limit.AtOnce;

    /// <summary>How long an empty bucket takes to be full.</summary>
    public TimeSpan Window => TimeSpan.FromSeconds(limit.AtOnce / limit.PerSecond);

    /// <summary>How many names are known.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Takes a call, if there is one.</summary>
    public Taking Take(string name)
    {
        var bucket = Find(name);
        while (true)
        {
            var (now, before) = (time.GetTimestamp(), Volatile.Read(ref bucket.FullAt));
            var missing = Math.Max(0, before - now);
            var room = (limit.AtOnce * interval) - missing;
            if (room < interval)
            {
                return new Taking(false, 0, Span(missing), Span(interval - room));
            }

            if (Interlocked.CompareExchange(ref bucket.FullAt, now + (long)(missing + interval), before) == before)
            {
                return new Taking(true, (int)((room - interval) / interval), Span(missing + interval), TimeSpan.Zero);
            }
        }
    }

    private TimeSpan Span(double ticks) => TimeSpan.FromSeconds(ticks / time.TimestampFrequency);

    private Bucket Find(string name)
    {
        if (buckets.TryGetValue(name, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref count) >= Most)
        {
            DropFull();
            if (Volatile.Read(ref count) >= Most)
            {
                return others;
            }
        }

        var added = new Bucket();
        var bucket = buckets.GetOrAdd(name, added);
        if (ReferenceEquals(bucket, added))
        {
            Interlocked.Increment(ref count);
        }

        return bucket;
    }

    /// <summary>Full buckets are as good as none. One at a time, and not for every name that is made up.</summary>
    private void DropFull()
    {
        var (now, before) = (time.GetTimestamp(), Volatile.Read(ref sweptAt));
        if ((before != 0 && time.GetElapsedTime(before, now) < BetweenSweeps) || Interlocked.CompareExchange(ref sweptAt, now, before) != before)
        {
            return;
        }

        foreach (var bucket in buckets)
        {
            if (Volatile.Read(ref bucket.Value.FullAt) <= now && buckets.TryRemove(bucket))
            {
                Interlocked.Decrement(ref count);
            }
        }
    }

    private sealed class Bucket
    {
        public long FullAt;
    }
}

/// <summary>What came of taking a call.</summary>
/// <param name="IsTaken">Whether there was one.</param>
/// <param name="Left">How many are left.</param>
/// <param name="FullIn">In how long all are there again.</param>
/// <param name="FreeIn">In how long there is one.</param>
internal readonly record struct Taking(bool IsTaken, int Left, TimeSpan FullIn, TimeSpan FreeIn);
