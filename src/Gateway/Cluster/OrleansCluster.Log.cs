namespace Purser.Gateway.Cluster;

internal sealed partial class OrleansCluster
{
    [LoggerMessage(LogLevel.Information, "Connected to cluster {ClusterId}.")]
    private partial void LogConnected(string clusterId);

    [LoggerMessage(LogLevel.Warning, "The cluster cannot be reached yet; trying again. {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "Connected to one silo more; they are {Count}.")]
    private partial void LogSiloFound(int count);

    [LoggerMessage(LogLevel.Warning, "The connection to a silo is lost; {Count} are left.")]
    private partial void LogSiloLost(int count);

    [LoggerMessage(LogLevel.Information, "A silo is gone, as those that are left say.")]
    private partial void LogSiloGone();
}
