using Purser.Alerts;

namespace Purser.Grains.Tests.Alerts;

/// <summary>How long a receiver may be away.</summary>
public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ten_attempts_are_made_over_three_days_further_and_further_apart()
    {
        List<DateTimeOffset> attempts = [Start];
        while (RetrySchedule.Next(attempts.Count, attempts[^1], wish: null) is { } next)
        {
            attempts.Add(next);
        }

        Assert.Equal(10, attempts.Count);
        Assert.Equal(3, (attempts[^1] - Start).TotalDays, 0.05);
        var pauses = attempts.Zip(attempts.Skip(1), static (before, after) => after - before).ToList();
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(5), pauses[0]);
    }

    [Theory]
    [InlineData(1, 2, 5)]
    [InlineData(1, 60, 60)]
    [InlineData(3, 60, 1_800)]
    [InlineData(1, 10_000_000, 86_400)]
    public void A_receiver_may_put_it_off_for_a_day_and_not_bring_it_forward(int attempts, int wish, int seconds) =>
        Assert.Equal(Start.AddSeconds(seconds), RetrySchedule.Next(attempts, Start, TimeSpan.FromSeconds(wish)));
}
