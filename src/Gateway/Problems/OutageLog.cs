namespace Purser.Gateway.Problems;

/// <summary>
/// Says that requests are answered 503: the first at once, and then once a minute how many more there were. An outage leaves a
/// line at the default level, and a busy gateway does not fill a disk with it.
/// </summary>
internal sealed partial class OutageLog(ILogger log, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private int _count;
    private string _latest = "";

    /// <summary>One more request was answered 503.</summary>
    public void Add(string reason)
    {
        lock (_gate)
        {
            if (_timer is not null)
            {
                _count++;
                _latest = reason;
                return;
            }

            _timer = time.CreateTimer(static log => ((OutageLog)log!).Sum(), this, Span, Timeout.InfiniteTimeSpan);
        }

        LogFirst(reason);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
        }
    }

    /// <summary>A minute is over: it is summed up, and the next begins; a minute without any ends it.</summary>
    private void Sum()
    {
        int count;
        string latest;
        lock (_gate)
        {
            (count, latest, _count) = (_count, _latest, 0);
            if (count == 0)
            {
                _timer?.Dispose();
                _timer = null;
                return;
            }

            _timer?.Change(Span, Timeout.InfiniteTimeSpan);
        }

        LogSum(count, latest);
    }

    [LoggerMessage(LogLevel.Warning, "A request was answered 503; more of them are counted for a minute. {Reason}")]
    private partial void LogFirst(string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} more requests were answered 503 within the last minute. The latest: {Reason}")]
    private partial void LogSum(int count, string reason);
}
