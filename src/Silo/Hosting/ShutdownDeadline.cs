using Microsoft.Extensions.Options;

namespace Purser.Silo;

/// <summary>
/// Ends a shutdown that does not end by itself. While the database is away Orleans goes on for minutes trying to write
/// that it leaves; nothing acknowledged is at stake by then, and the others find out by themselves.
/// </summary>
internal sealed partial class ShutdownDeadline(
    IHostApplicationLifetime lifetime, IOptions<HostOptions> host, ILogger<ShutdownDeadline> logger) : IHostedService, IDisposable
{
    /// <summary>Beyond the time that grains have to store their state, for the silo to say goodbye.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private ITimer? timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => timer = TimeProvider.System.CreateTimer(
            _ => Exit(), state: null, host.Value.ShutdownTimeout + Grace, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The host disposes of its services when everything has stopped.</summary>
    public void Dispose() => timer?.Dispose();

    private void Exit()
    {
        LogGaveUp(logger, host.Value.ShutdownTimeout + Grace);
        Environment.Exit(1);
    }
}
