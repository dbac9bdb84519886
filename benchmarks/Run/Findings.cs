using System.Globalization;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Report;

namespace Purser.Benchmarks.Run;

/// <summary>
/// What a run has found up to now, and what could not be measured: one that fails costs itself and none of the others. The
/// report's file, if there is one, has it from the moment it was found: nothing that comes later can lose it.
/// </summary>
/// <param name="machine">Where.</param>
/// <param name="file">The report's file; null: none.</param>
/// <param name="notify">Where to say what is measured, and what came out.</param>
/// <param name="stop">Set when the run is to end: what fails after that was stopped.</param>
internal sealed class Findings(Machine machine, string? file, Action<string> notify, CancellationToken stop)
{
    private readonly List<Window> windows = [];
    private readonly List<Figure> figures = [];
    private readonly List<string> failures = [];

    /// <summary>What there is of the report.</summary>
    public BenchReport Report { get; private set; } = new(IsComplete: false, machine, [], [], []);

    /// <summary>Measures a target in a case, in one round.</summary>
    public Task AddWindowAsync(string round, BenchCase load, string target, Func<Task<LoadResult>> measure)
    {
        var what = $"{round}  {load.Title}, {load.Connections,3} connections  {target,-14}";
        return TryAsync(what, async () =>
        {
            var result = await measure();
            notify(string.Create(CultureInfo.InvariantCulture, $"{what} {result.PerSecond,10:N0} debits/s"));
            windows.Add(new Window(load, target, result));
        });
    }

    /// <summary>Measures something else.</summary>
    public Task AddAsync(string what, Func<Task<IReadOnlyList<Figure>>> measure)
    {
        notify($"{what} …");
        return TryAsync(what, async () =>
        {
            var found = await measure();
            foreach (var figure in found)
            {
                notify(figure.ToString());
            }

            figures.AddRange(found);
        });
    }

    /// <summary>Does what measurements need, or one of them.</summary>
    public async Task TryAsync(string what, Func<Task> measure)
    {
        try
        {
            await measure();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            var line = $"{what.TrimEnd()}: not measured: {failure.Message}";
            notify($"! {line}");
            failures.Add(line);
        }

        await WriteAsync(isComplete: false);
    }

    /// <summary>There is nothing more to come.</summary>
    public Task CompleteAsync() => WriteAsync(isComplete: true);

    private async Task WriteAsync(bool isComplete)
    {
        Report = new BenchReport(isComplete, machine, Cases(), [.. figures], [.. failures]);
        if (file is not null)
        {
            await Report.WriteAsync(file);
        }
    }

    private IReadOnlyList<CaseResult> Cases() =>
    [
        .. windows
            .GroupBy(window => (window.Case, window.Target))
            .Select(rounds => CaseResult.Of(rounds.Key.Case, rounds.Key.Target, [.. rounds.Select(each => each.Load)])),
    ];

    private sealed record Window(BenchCase Case, string Target, LoadResult Load);
}
