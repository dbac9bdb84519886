namespace Purser.Schema;

internal sealed partial class SchemaMigration
{
    [LoggerMessage(LogLevel.Information, "The database has the schema of this version")]
    private static partial void LogSchemaIsCurrent(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "Waiting for PostgreSQL: {Reason}")]
    private static partial void LogServerIsAway(ILogger logger, string reason);
}
