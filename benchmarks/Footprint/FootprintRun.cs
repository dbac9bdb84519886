using Purser.Benchmarks.Run;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Footprint;

/// <summary>How large the measured things are.</summary>
/// <param name="Entries">Entries of the team whose activation is timed.</param>
/// <param name="Teams">Teams that are active at once when memory is measured.</param>
internal sealed record FootprintSize(int Entries, int Teams)
{
    public static FootprintSize Full { get; } = new(5_000_000, 100_000);

    public static FootprintSize Small { get; } = new(50_000, 10_000);
}

/// <summary>What Purser's teams cost besides time: disk, activation, memory.</summary>
internal sealed class FootprintRun(Stage stage, FootprintSize size, Action<string> notify, Findings figures)
{
    public async Task MeasureAsync(CancellationToken cancellation)
    {
        var purser = stage.Purser ?? throw new InvalidOperationException("Footprints are Purser's; it is not running.");
        await figures.AddAsync(
            $"a team of {size.Entries:N0} entries", () => new ActivationTime(purser, stage.Database, size.Entries).MeasureAsync(cancellation));
        await AddDiskAsync(purser.Http, "purser.ledger", cancellation);
        if (stage.Targets.FirstOrDefault(target => target.Name is TargetNames.Sql) is { } sql)
        {
            await AddDiskAsync(sql, "peer_sql.ledger", cancellation);
        }

        await figures.AddAsync($"{size.Teams:N0} teams in memory", async () =>
        {
            var memory = await new TeamMemory(purser, size.Teams).MeasureAsync(cancellation);
            // So many in memory take longer to let go of than a call may take; a silo that starts anew has none.
            notify("the silo starts anew …");
            await purser.RestartSiloAsync(cancellation);
            return [memory];
        });
    }

    private Task AddDiskAsync(ITarget target, string table, CancellationToken cancellation) =>
        figures.AddAsync($"disk and log of {target.Name}", async () =>
        [
            await new WalUse(stage.Database).MeasureAsync(target, table, cancellation),
            await DiskUse.MeasureAsync(stage.Database, target.Name, table, cancellation),
        ]);
}
