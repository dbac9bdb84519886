using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.RateLimits;

namespace Purser.Gateway.Tests.RateLimits;

public sealed class TokenBucketsTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void It_gives_what_there_is_at_once_and_then_as_it_comes_back()
    {
        var buckets = new TokenBuckets(new RateLimit { PerSecond = 2, AtOnce = 3 }, time);

        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(_ => buckets.Take("a").Left));
        Assert.Equal(new Taking(false, 0, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.5)), buckets.Take("a"));
        Assert.Equal(2, buckets.Take("b").Left);

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(buckets.Take("a").IsTaken);
        Assert.False(buckets.Take("a").IsTaken);

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new Taking(true, 2, TimeSpan.FromSeconds(0.5), TimeSpan.Zero), buckets.Take("a"));
    }

    [Fact]
    public async Task However_many_take_at_once_no_more_are_given_than_there_are()
    {
        var buckets = new TokenBuckets(new RateLimit { PerSecond = 1, AtOnce = 1_000 }, time);

        var takings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => buckets.Take("a").IsTaken))));

        Assert.Equal(1_000, takings.Sum());
    }

    [Fact]
    public void Names_that_are_made_up_are_forgotten_when_their_buckets_are_full_again()
    {
        var buckets = new TokenBuckets(new RateLimit { PerSecond = 1, AtOnce = 1 }, time);
        for (var number = 0; number < 10_000; number++)
        {
            buckets.Take($"made-up-{number}");
        }

        Assert.Equal(10_000, buckets.Count);
        Assert.True(buckets.Take("one-more").IsTaken);
        Assert.False(buckets.Take("and-another").IsTaken);
        Assert.Equal(10_000, buckets.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        buckets.Take("a");

        Assert.Equal(1, buckets.Count);
    }
}
