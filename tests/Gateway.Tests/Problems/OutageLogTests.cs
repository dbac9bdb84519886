using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Tests;

public sealed class OutageLogTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Lines lines = new();
    private readonly OutageLog outages;

    public OutageLogTests() => outages = new OutageLog(lines, time);

    [Fact]
    public void The_first_503_leaves_a_line_at_once_at_a_level_that_is_on_by_default()
    {
        outages.Add("no silo");

        Assert.Equal(["Warning: A request was answered 503; more of them are counted for a minute. no silo"], lines);
    }

    [Fact]
    public void The_others_of_a_minute_share_a_line_with_their_number()
    {
        for (var i = 0; i < 1_000; i++)
        {
            outages.Add($"reason {i}");
        }

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(lines);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Warning: 999 more requests were answered 503 within the last minute. The latest: reason 999", lines[1]);
    }

    [Fact]
    public void As_long_as_it_goes_on_there_is_a_line_a_minute_and_then_none()
    {
        for (var second = 0; second < 150; second++)
        {
            outages.Add("away");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([1, 59, 60, 30], [1, .. lines.Skip(1).Select(line => int.Parse(line.Split(' ')[1]))]);
    }

    [Fact]
    public void The_next_outage_is_said_at_once_again()
    {
        outages.Add("the first");
        time.Advance(TimeSpan.FromMinutes(2));

        outages.Add("the second");

        Assert.Equal(2, lines.Count(line => line.Contains("A request was answered 503", StringComparison.Ordinal)));
    }

    public void Dispose() => outages.Dispose();

    private sealed class Lines : List<string>, ILogger
    {
        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add($"{logLevel}: {formatter(state, exception)}");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
