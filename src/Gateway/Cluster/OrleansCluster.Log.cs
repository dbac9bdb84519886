namespace Purser.Gateway.Cluster;

internal sealed partial class OrleansCluster
{
    [LoggerMessage(LogLevel.Information, "Connected to cluster {ClusterId}.")]
    private partial void LogConnected(string clusterId);

    [LoggerMessage(LogLevel.Warning, "The cluster cannot be reached yet; trying again. {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "Connected silos: {Count}.")]
    private partial void LogSilos(int count);
}
