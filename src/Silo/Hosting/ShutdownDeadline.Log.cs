namespace Purser.Silo;

internal sealed partial class ShutdownDeadline
{
    [LoggerMessage(LogLevel.Critical, "The silo has not stopped within {Deadline}; the process exits as it is")]
    private static partial void LogGaveUp(ILogger logger, TimeSpan deadline);
}
