using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Billing;

/// <summary>
/// Lets go of Stripe's events that were dealt with long ago. Every silo does it, a few at a time, on billing's own connections;
/// two that meet pass each other by.
/// </summary>
internal sealed partial class StripeEventPruner(
    BillingStore store, IOptions<StripeOptions> options, TimeProvider clock, DatabaseGuard guard, ILogger<StripeEventPruner> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Small, so that no statement takes long and vacuum keeps up.</summary>
    private const int AtOnce = 1_000;

    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(StripeEventPruner), ServiceLifecycleStage.Active, _ => StartAsync(), _ => StopAsync());

    /// <summary>Lets go of everything that is old enough; how many events that was.</summary>
    public async Task<int> PruneAsync()
    {
        var before = guard.Now() - options.Value.EventsKept;
        var all = 0;
        for (var gone = AtOnce; gone == AtOnce && !stop.IsCancellationRequested;)
        {
            gone = await store.ForgetEventsAsync(before, AtOnce);
            all += gone;
        }

        return all;
    }

    public void Dispose() => stop.Dispose();

    private Task StartAsync()
    {
        running = RunAsync();
        return Task.CompletedTask;
    }

    private async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                try
                {
                    await PruneAsync();
                }
                catch (LedgerUnavailableException away)
                {
                    LogAway(away.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old events of Stripe's are kept for another hour: {Reason}")]
    private partial void LogAway(string reason);
}
