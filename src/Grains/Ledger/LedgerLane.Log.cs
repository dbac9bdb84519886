using Microsoft.Extensions.Logging;

namespace Purser.Ledger;

internal sealed partial class LedgerLane
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Another activation of team {TeamId} wrote entry {Seq}; this one gives up its lease.")]
    private partial void LogFenced(TeamId teamId, long seq);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Rows} rows failed; its outcome is unknown and its callers are told so.")]
    private partial void LogCommitFailed(int rows, Exception failure);
}
