using Npgsql;
using Purser.Teams;

namespace Purser.Ledger;

/// <summary>Has the guard look at the database every minute, and every two seconds while something stands against it.</summary>
internal sealed class DatabaseWatch(LedgerDatabase database, DatabaseGuard guard, TimeProvider clock)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhileNotTrusted = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private Task watching = Task.CompletedTask;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(DatabaseWatch), ServiceLifecycleStage.ApplicationServices, StartAsync, StopAsync);

    /// <inheritdoc />
    public void Dispose() => stopping.Dispose();

    private Task StartAsync(CancellationToken cancellation)
    {
        watching = WatchAsync();
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellation)
    {
        await stopping.CancelAsync();
        await watching;
    }

    private async Task WatchAsync()
    {
        // An objection may come up between two looks: a clock that was set is noticed by whoever decides next.
        for (var checkedAt = 0L; !stopping.IsCancellationRequested;)
        {
            if (checkedAt == 0 || guard.Objection is not null || clock.GetElapsedTime(checkedAt) >= Interval)
            {
                await CheckAsync();
                checkedAt = clock.GetTimestamp();
            }

            await Task.Delay(WhileNotTrusted, clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CheckAsync()
    {
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(stopping.Token);
            await guard.CheckAsync(connection);
        }
        catch (Exception failure) when (failure is NpgsqlException or LedgerUnavailableException or OperationCanceledException)
        {
            // A database that is away decides nothing either; what the guard found it has said itself.
        }
    }
}
