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
internal sealed class FootprintRun(Stage stage, FootprintSize size, Action<string> notify)
{
    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        var purser = stage.Purser ?? throw new InvalidOperationException("Footprints are Purser's; it is not running.");
        var figures = new List<Figure>();
        notify($"writing a team of {size.Entries:N0} entries …");
        figures.AddRange(await new ActivationTime(purser, stage.Database, size.Entries).MeasureAsync(cancellation));
        await AddDiskAsync(figures, purser.Http, "purser.ledger", cancellation);
        if (stage.Targets.FirstOrDefault(target => target.Name is TargetNames.Sql) is { } sql)
        {
            await AddDiskAsync(figures, sql, "peer_sql.ledger", cancellation);
        }

        notify($"opening {size.Teams:N0} teams …");
        figures.Add(await new TeamMemory(purser, size.Teams).MeasureAsync(cancellation));
        return figures;
    }

    private async Task AddDiskAsync(List<Figure> figures, ITarget target, string table, CancellationToken cancellation)
    {
        figures.Add(await new WalUse(stage.Database).MeasureAsync(target, table, cancellation));
        figures.Add(await DiskUse.MeasureAsync(stage.Database, target.Name, table, cancellation));
    }
}
