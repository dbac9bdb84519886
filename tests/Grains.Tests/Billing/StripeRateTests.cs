using Microsoft.Extensions.Time.Testing;
using Purser.Billing;

namespace Purser.Grains.Tests.Billing;

public sealed class StripeRateTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData(1, 20)]
    [InlineData(4, 20)]
    [InlineData(50, 20)]
    public async Task All_silos_together_ask_no_more_than_the_rate(int silos, double perSecond)
    {
        var rates = Enumerable.Range(0, silos).Select(_ => new StripeRate(perSecond, () => silos, clock)).ToArray();
        var asked = 0;
        foreach (var rate in rates)
        {
            _ = AskForEverAsync(rate);
        }

        for (var step = 0; step < 600; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        // What may be asked at once at the start, and a minute's worth.
        Assert.InRange(asked, perSecond * 55, (perSecond * 60) + Math.Max(perSecond, silos));

        async Task AskForEverAsync(StripeRate rate)
        {
            while (asked < 10_000)
            {
                await rate.TakeAsync();
                Interlocked.Increment(ref asked);
            }
        }
    }

    [Fact]
    public async Task Whoever_would_have_to_wait_for_too_long_is_told_so()
    {
        var rate = new StripeRate(2, () => 1, clock);
        var waiting = Enumerable.Range(0, 12).Select(_ => rate.TakeAsync()).ToArray();
        Assert.Equal(2, waiting.Count(taken => taken.IsCompleted));

        await Assert.ThrowsAsync<StripeAwayException>(rate.TakeAsync);

        clock.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Confirmations_give_way_to_events_and_events_to_people()
    {
        var rate = new StripeRate(100, () => 1, clock);
        Assert.True(rate.HasRoomFor(StripeCaller.Background));
        await TakeAsync(60);
        Assert.Equal((false, true), (rate.HasRoomFor(StripeCaller.Background), rate.HasRoomFor(StripeCaller.Event)));
        await TakeAsync(20);
        Assert.Equal((false, true), (rate.HasRoomFor(StripeCaller.Event), rate.HasRoomFor(StripeCaller.Person)));

        var enters = rate.EnterAsync(StripeCaller.Event);
        Assert.False(enters.IsCompleted);
        for (var step = 0; step < 100; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        await enters;
        Assert.True(rate.HasRoomFor(StripeCaller.Background));

        async Task TakeAsync(int requests)
        {
            for (var n = 0; n < requests; n++)
            {
                await rate.TakeAsync();
            }
        }
    }
}
