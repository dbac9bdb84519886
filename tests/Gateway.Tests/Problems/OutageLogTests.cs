using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Tests;

public sealed class OutageLogTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _lines = new();
    private readonly OutageLog _outages;

    public OutageLogTests() => _outages = new OutageLog(_lines, _time);

    [Fact]
    public void The_first_503_leaves_a_line_at_once_at_a_level_that_is_on_by_default()
    {
        _outages.Add("no silo");

        Assert.Equal(["Warning: A request was answered 503; more of them are counted for a minute. no silo"], _lines);
    }

    [Fact]
    public void The_others_of_a_minute_share_a_line_with_their_number()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _outages.Add($"reason {i}");
        }

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(_lines);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Warning: 999 more requests were answered 503 within the last minute. The latest: reason 999", _lines[1]);
    }

    [Fact]
    public void As_long_as_it_goes_on_there_is_a_line_a_minute_and_then_none()
    {
        for (var second = 0; second < 150; second++)
        {
            _outages.Add("away");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([1, 59, 60, 30], [1, .. _lines.Skip(1).Select(line => int.Parse(line.Split(' ')[1]))]);
    }

    [Fact]
    public void The_next_outage_is_said_at_once_again()
    {
        _outages.Add("the first");
        _time.Advance(TimeSpan.FromMinutes(2));

        _outages.Add("the second");

        Assert.Equal(2, _lines.Count(line => line.Contains("A request was answered 503", StringComparison.Ordinal)));
    }

    public void Dispose() => _outages.Dispose();

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
