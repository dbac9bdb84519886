using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.Targets;
using Purser.Teams;

namespace Purser.Benchmarks.Resets;

/// <summary>
/// What a silo pays for a reminder of every team that sleeps: how long it takes to start, what it keeps in memory, and what
/// reading all of them costs, which Orleans does again every five minutes.
/// </summary>
internal sealed class ReminderLoad(PurserCluster purser, NpgsqlDataSource database, int reminders)
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<Figure> MeasureAsync(CancellationToken cancellation)
    {
        var without = await RestartAsync(cancellation);
        await RegisterAsync(cancellation);
        var with = await RestartAsync(cancellation);
        var bytes = (with.Heap - without.Heap) / reminders;
        var read = with.Cpu - without.Cpu;
        return new Figure(
            "reminders",
            bytes,
            string.Create(
                CultureInfo.InvariantCulture,
                $"with {reminders:N0} registered a silo is ready in {with.Ready.TotalSeconds:0.0} s (without: {without.Ready.TotalSeconds:0.0} s); they take {(with.Heap - without.Heap) >> 20:N0} MiB of its heap ({bytes:N0} bytes each), and reading all of them {read.TotalSeconds:0.0} s of CPU"));
    }

    /// <summary>Starts the silo anew and waits until it does nothing more.</summary>
    private async Task<(TimeSpan Ready, long Heap, TimeSpan Cpu)> RestartAsync(CancellationToken cancellation)
    {
        await purser.Silo.StopAsync();
        var started = Stopwatch.GetTimestamp();
        await purser.StartSiloAsync(cancellation);
        var ready = Stopwatch.GetElapsedTime(started);
        var cpu = Cpu();
        while (true)
        {
            await Task.Delay(Settled, TimeProvider.System, cancellation);
            var now = Cpu();
            // A twentieth of a core is what an idle silo takes for its heartbeats.
            if (now - cpu < Settled / 10)
            {
                return (ready, await purser.SiloHeapAsync(), now);
            }

            cpu = now;
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"The silo is still busy {Patience} after its start.");
            }
        }
    }

    private async Task RegisterAsync(CancellationToken cancellation)
    {
        var type = purser.Grains.GetGrain<ITeamGrain>("any").GetGrainId().Type;
        var rings = DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(20), DateTimeKind.Utc);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY orleans.reminder (serviceid, grainid, remindername, starttime, period, grainhash, version) FROM STDIN (FORMAT BINARY)",
            cancellation);
        for (var n = 0; n < reminders; n++)
        {
            var grain = GrainId.Create(type, $"asleep-{n}");
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync("purser", cancellation);
            await copy.WriteAsync(grain.ToString(), cancellation);
            await copy.WriteAsync("cycle-end", cancellation);
            await copy.WriteAsync(rings, NpgsqlDbType.TimestampTz, cancellation);
            await copy.WriteAsync((long)TimeSpan.FromHours(1).TotalMilliseconds, cancellation);
            await copy.WriteAsync(unchecked((int)grain.GetUniformHashCode()), cancellation);
            await copy.WriteAsync(0, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    private TimeSpan Cpu() => Process.GetProcessById(purser.Silo.ProcessId!.Value).TotalProcessorTime;
}
