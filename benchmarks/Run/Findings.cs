using Purser.Benchmarks.Footprint;

namespace Purser.Benchmarks.Run;

/// <summary>The figures of a run, and what could not be measured: one that fails costs itself and none of the others.</summary>
internal sealed class Findings(Action<string> notify)
{
    private readonly List<Figure> found = [];
    private readonly List<string> failures = [];

    public IReadOnlyList<Figure> Found => found;

    /// <summary>What failed and why, a line each.</summary>
    public IReadOnlyList<string> Failures => failures;

    public async Task AddAsync(string what, Func<Task<IReadOnlyList<Figure>>> measure)
    {
        notify($"{what} …");
        try
        {
            found.AddRange(await measure());
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var line = $"{what}: not measured: {failure.Message}";
            notify($"! {line}");
            failures.Add(line);
        }
    }
}
