namespace Purser.Gateway.Problems;

/// <summary>
/// Says that requests are answered 503: the first at once, and then once a minute how many more there were. An outage leaves a
/// line at the default level, and a busy gateway does not fill a disk with it.
/// </summary>
internal sealed partial class OutageLog(ILogger log, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private ITimer? timer;
    private int count;
    private string latest = "";

    /// <summary>One more request was answered 503.</summary>
    public void Add(string reason)
    {
        lock (gate)
        {
            if (timer is not null)
            {
                count++;
                latest = reason;
                return;
            }

            timer = time.CreateTimer(static log => ((OutageLog)log!).Sum(), this, Span, Timeout.InfiniteTimeSpan);
        }

        LogFirst(reason);
    }

    public void Dispose()
    {
        lock (gate)
        {
            timer?.Dispose();
        }
    }

    /// <summary>A minute is over: it is summed up, and the next begins; a minute without any ends it.</summary>
    private void Sum()
    {
        int more;
        string last;
        lock (gate)
        {
            (more, last, count) = (count, latest, 0);
            if (more == 0)
            {
                timer?.Dispose();
                timer = null;
                return;
            }

            timer?.Change(Span, Timeout.InfiniteTimeSpan);
        }

        LogSum(more, last);
    }

    [LoggerMessage(LogLevel.Warning, "A request was answered 503; more of them are counted for a minute. {Reason}")]
    private partial void LogFirst(string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} more requests were answered 503 within the last minute. The latest: {Reason}")]
    private partial void LogSum(int count, string reason);
}
