namespace Purser.Gateway.Problems;

internal static partial class ProblemHandling
{
    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed ({TraceId}).")]
    private static partial void LogBug(ILogger log, Exception exception, string method, string path, string traceId);

    [LoggerMessage(LogLevel.Debug, "The caller left before the answer: {Reason}")]
    private static partial void LogCallerLeft(ILogger log, string reason);
}
